import Experience
import Foundation
import Testing

@testable import Environments

struct EvaluationProtocolTests {
    /// What was published: a change here is a new version of the protocol.
    @Test(arguments: [
        ("math500", 0, 1, 1, 3072, "accuracy"), ("aime2024", 0.6, 1, 8, 3072, "avg@k"),
        ("amc2023", 0.6, 1, 8, 3072, "avg@k"), ("minerva", 0, 1, 1, 3072, "accuracy"),
        ("olympiadbench", 0, 1, 1, 3072, "accuracy"), ("gsm8k", 0, 1, 1, 512, "accuracy"),
        ("arc-challenge", 0, 1, 1, 100, "accuracy"), ("arc-easy", 0, 1, 1, 100, "accuracy"),
        ("humaneval", 0, 1, 1, 512, "pass@1"), ("humaneval-plus", 0, 1, 1, 768, "pass@1"),
        ("mbpp", 0, 1, 1, 512, "pass@1"), ("mbpp-plus", 0, 1, 1, 768, "pass@1"),
        ("cruxeval-i", 0.2, 0.95, 10, 1024, "pass@1"), ("cruxeval-o", 0.2, 0.95, 10, 1024, "pass@1"),
        ("livecodebench", 0.2, 0.95, 10, 2000, "pass@1"),
    ])
    func `pinned`(name: String, temperature: Double, topP: Double, samples: Int, maxTokens: Int, metric: String) throws {
        let pinned = try Suites.named(name).evaluation
        #expect(pinned.name.hasPrefix(name + "/"))
        #expect(pinned.version == 1)
        #expect(pinned.temperature == temperature && pinned.topP == topP)
        #expect(pinned.samples == samples && pinned.maxTokens == maxTokens)
        #expect(pinned.metric.rawValue == metric)
        #expect(pinned.template.components(separatedBy: "{question}").count == 2)
        #expect(pinned.examples.isEmpty == pinned.answerTemplate.isEmpty)
        let stored = try JSONEncoder().encode(pinned)
        #expect(try JSONDecoder().decode(EvaluationProtocol.self, from: stored) == pinned)
    }

    @Test func `examples come first, and a question is taken as it stands`() {
        let asked = EvaluationProtocol(
            name: "sums/test", source: "test", form: .completion, preamble: "Add.\n", template: "Q: {question}\nA:",
            answerTemplate: " {answer}\n", examples: [.init(question: "1+1", answer: "2")], stops: ["\n"], maxTokens: 4,
            extractor: .answerIsNumber, grader: .number, metric: .accuracy)
        let problem = Problem(
            id: "a", question: "{question}{answer}", label: "5", family: "f", provenance: "test")
        #expect(asked.promptText(for: problem) == "Add.\nQ: 1+1\nA: 2\nQ: {question}{answer}\nA:")
    }

    @Test func `few-shot prompts are those published`() throws {
        let problem = Problem(id: "a", question: "QUESTION", label: "", family: "f", provenance: "test")
        let gsm8k = try Suites.named("gsm8k").evaluation
        #expect(gsm8k.examples.count == 8)
        #expect(gsm8k.promptText(for: problem).hasPrefix("Q: There are 15 trees in the grove. Grove workers will plant"))
        #expect(gsm8k.promptText(for: problem).hasSuffix("23 - 15 is 8. The answer is 8.\n\nQ: QUESTION\nA:"))
        let mbpp = try Suites.named("mbpp").evaluation
        #expect(mbpp.examples.count == 3)
        #expect(
            mbpp.promptText(for: problem).hasSuffix(
                "  return largest_nums\n[DONE]\n\nYou are an expert Python programmer, and here is your task: QUESTION\n[BEGIN]\n"
            ))
        let output = try Suites.named("cruxeval-o").evaluation.promptText(for: problem)
        #expect(
            output.hasSuffix(
                "assert f(\"x9j\") == \"x9ja\"\n[/ANSWER]\n\n[PYTHON]\nQUESTION\n[/PYTHON]\n[ANSWER]\n"))
        #expect(output.contains("following the examples.\n\n[PYTHON]\ndef f(n):\n    return n\nassert f(17) == ??\n"))
    }
}
