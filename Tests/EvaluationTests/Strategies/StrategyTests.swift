import Environments
import Experience
import Sampling
import Synchronization
import Testing
import Tokenizers

@testable import Evaluation

/// Completions by a rule, and what was asked.
final class ScriptedSampler: Sampler {
    private let asked = Mutex<[(prompt: String, tokens: [Int32])]>([])
    private let reply: @Sendable (String) -> String

    init(_ reply: @escaping @Sendable (String) -> String) { self.reply = reply }

    var prompts: [String] { asked.withLock { $0.map(\.prompt) } }
    var tokens: [[Int32]] { asked.withLock { $0.map(\.tokens) } }

    func groups(for prompts: [Prompt], completions: Int, options: SamplingOptions, seed: UInt64) async throws -> [RolloutGroup] {
        asked.withLock { $0 += prompts.map { ($0.text, $0.tokens) } }
        return prompts.enumerated().map { index, prompt in
            let text = reply(prompt.text)
            let completion = Completion(tokens: [1, 2], logprobs: [0, 0], text: text, stopReason: .endOfSequence)
            return RolloutGroup(id: "\(index)", prompt: prompt, completions: Array(repeating: completion, count: completions))
        }
    }
}

struct StrategyTests {
    private let problem = Problem(id: "p", question: "1 + 1", label: "2", family: "f", provenance: "")

    private func evaluation(samples: Int = 1, grader: EvaluationProtocol.Grader = .qwenMaths) -> EvaluationProtocol {
        EvaluationProtocol(
            name: "s/p", source: "", form: .completion, preamble: "Solve.\n", template: "Q: {question}\nA:",
            examples: [.init(question: "a", answer: "1")], stops: [], maxTokens: 64, extractor: .qwenMaths, grader: grader, metric: .accuracy)
    }

    private func answers(_ name: String, _ evaluation: EvaluationProtocol, context: Int = 4096, _ sampler: ScriptedSampler) async throws -> [StrategyAnswer] {
        let strategy = try InferenceStrategies.named(name)
        let tokenizer = try Tokenizer(
            json: BytePairTrainer.train(texts: ["1 + 1"], vocabularySize: 257, specialTokens: ["<|endoftext|>"]))
        let asking = Asking(evaluation: try strategy.prepared(evaluation), sampler: sampler, tokenizer: tokenizer, context: context)
        return try await strategy.answers(to: [problem], using: asking, seed: 1)[0]
    }

    @Test func `direct asks once`() async throws {
        let sampler = ScriptedSampler { _ in " 2" }
        let answers = try await answers("direct", evaluation(), sampler)
        #expect(sampler.prompts == ["Solve.\nQ: a\nA:Q: 1 + 1\nA:"])
        #expect(answers.map(\.completion.text) == [" 2"] && answers[0].stages.isEmpty && answers[0].tokenCount == 2)
    }

    @Test func `zero-shot chain of thought draws the answer out of the reasoning`() async throws {
        let sampler = ScriptedSampler { $0.hasSuffix("the answer is") ? " 2." : " one and one" }
        let answers = try await answers("zero-shot-cot", evaluation(), sampler)
        #expect(sampler.prompts == [
            "Q: 1 + 1\nA: Let's think step by step.",
            "Q: 1 + 1\nA: Let's think step by step. one and one\nTherefore, the answer is",
        ])
        #expect(answers[0].completion.text == " one and one\nTherefore, the answer is 2.")
        #expect(answers[0].stages == [" one and one"] && answers[0].tokenCount == 4)
        #expect(QwenMathsVerifier().judge(answers[0].completion.text, for: problem).verdict == .correct)
    }

    @Test func `self-refine answers three times`() async throws {
        let sampler = ScriptedSampler { $0.hasSuffix("Feedback:") ? " wrong" : $0.contains("Feedback:") ? "better" : "first" }
        let answers = try await answers("self-refine", evaluation(), sampler)
        #expect(sampler.prompts.count == 5)
        #expect(answers[0].completion.text == "better")
        #expect(answers[0].stages == ["first", " wrong", "better", " wrong"])
        #expect(answers[0].tokenCount == 10)
    }

    @Test func `what has grown too long keeps its beginning and its end`() async throws {
        let sampler = ScriptedSampler { _ in String(repeating: "x", count: 90) }
        _ = try await answers("self-refine", evaluation(), context: 160, sampler)
        #expect(sampler.tokens.allSatisfy { $0.count <= 96 })
        #expect(sampler.tokens.contains { $0.count == 96 })
    }

    @Test func `self-consistency votes, and programs cannot`() throws {
        let prepared = try SelfConsistency().prepared(evaluation())
        #expect(prepared.samples == 16 && prepared.temperature == 0.7 && prepared.metric == .majority)
        #expect(throws: EvaluationError.self) { try SelfConsistency().prepared(evaluation(grader: .pythonAsserts)) }
    }

    @Test func `an unknown name`() {
        #expect(throws: EvaluationError.unknownStrategy(name: "tree", known: ["direct", "zero-shot-cot", "self-consistency", "self-refine"])) {
            try InferenceStrategies.named("tree")
        }
    }
}
