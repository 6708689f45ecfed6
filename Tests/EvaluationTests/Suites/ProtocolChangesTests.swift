import Environments
import Experience
import Testing

@testable import Evaluation

struct ProtocolChangesTests {
    private let published = EvaluationProtocol(
        name: "s/p", source: "", form: .completion, preamble: "Solve.\n", template: "Q: {question}\nA:", answerTemplate: " {answer}\n",
        examples: [.init(question: "a", answer: "1"), .init(question: "b", answer: "2")], stops: ["Q:"], maxTokens: 64,
        extractor: .answerIsNumber, grader: .number, metric: .accuracy)

    @Test func `nothing asked, nothing changed`() throws {
        #expect(try ProtocolChanges().applied(to: published) == published)
    }

    @Test func `every change is a departure`() throws {
        var changes = ProtocolChanges()
        (changes.shots, changes.samples, changes.temperature, changes.maxTokens) = (1, 8, 0.5, 32)
        (changes.topP, changes.stops, changes.verifier) = (0.9, ["X"], "maths")
        let changed = try changes.applied(to: published)
        #expect(changed.examples == [.init(question: "a", answer: "1")])
        #expect(changed.samples == 8 && changed.temperature == 0.5 && changed.maxTokens == 32 && changed.topP == 0.9 && changed.stops == ["X"])
        #expect(changed.metric == .averageAtK && changed.verifier == "maths" && changed.grader == .verifier)
        #expect(changed.departures.count == 7)
    }

    @Test func `another template drops what belonged to the first`() throws {
        var changes = ProtocolChanges()
        changes.template = .text("{question} =")
        let changed = try changes.applied(to: published)
        #expect(changed.promptText(for: .init(id: "", question: "1 + 1", label: "", family: "", provenance: "")) == "1 + 1 =")
    }

    @Test func `what cannot be is said`() {
        func refused(_ change: (inout ProtocolChanges) -> Void, _ text: String) {
            var changes = ProtocolChanges()
            change(&changes)
            do {
                _ = try changes.applied(to: published)
                Issue.record("accepted")
            } catch {
                #expect(error.description.contains(text), "\(error)")
            }
        }
        refused({ $0.shots = 3 }, "has 2; use 0 to 2")
        refused({ $0.samples = 4 }, "4 samples at temperature 0 are all the same")
        refused({ $0.system = "Be brief." }, "add --template chat")
    }
}
