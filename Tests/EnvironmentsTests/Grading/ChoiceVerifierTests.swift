import Environments
import Experience
import Foundation
import TestSupport
import Testing

struct ChoiceVerifierTests {
    private func problem(_ label: String) -> Problem { Problem(id: "1", question: "", label: label, family: "arc", provenance: "test") }

    @Test(arguments: [
        ("The answer is B.", "B"), ("\\boxed{C}", "C"), ("\\boxed{\\text{(D)}}", "D"), ("(A)", "A"), ("b", nil), ("", nil),
        ("A dog barks, so the answer is C", "C"), ("It is not A, so B", "B"), ("The answer is not A. The answer is D", "D"),
        ("\\boxed{A, B, C, D}", nil), ("ABCD", nil), ("Answer: **B**", "B"), ("I think it's C, not D", "C"),
    ])
    func `which letter`(_ completion: String, _ letter: Character?) {
        #expect(ChoiceExtraction.choice(in: completion, among: Array("ABCD"))?.letter == letter)
    }

    @Test func `digits where the label is one`() {
        #expect(ChoiceVerifier().judge("The answer is 3", for: problem("3")).verdict == .correct)
        #expect(ChoiceVerifier().judge("The answer is 2", for: problem("3")).verdict == .incorrect)
        #expect(ChoiceVerifier().judge("The answer is 2", for: problem("")).verdict == .infrastructureFailure)
    }

    @Test(.enabled(if: SharedData.has("answer-equivalence/multiple-choice-cases.jsonl")))
    func `the cases of lighteval`() throws {
        let text = try String(contentsOf: SharedData.url("answer-equivalence/multiple-choice-cases.jsonl"), encoding: .utf8)
        for line in text.split(separator: "\n") {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let judgement = ChoiceVerifier().judge(row["prediction"] as? String ?? "", for: problem(row["gold"] as? String ?? ""))
            #expect((judgement.verdict == .correct) == (row["expected"] as? Bool), "\(row["id"] ?? ""): \(judgement.evidence)")
        }
    }

    @Test(arguments: [("Paris", "Paris", true), (" Paris\n", "Paris", true), ("paris", "Paris", false), ("", "", false)])
    func exact(_ completion: String, _ label: String, _ isRight: Bool) {
        #expect((ExactVerifier().judge(completion, for: problem(label)).verdict == .correct) == isRight)
    }

    @Test(arguments: [("The Eiffel Tower.", "eiffel tower", true), ("Eiffel", "Eiffel Tower", false), ("the", "a", false)])
    func normalized(_ completion: String, _ label: String, _ isRight: Bool) {
        #expect((NormalizedVerifier().judge(completion, for: problem(label)).verdict == .correct) == isRight)
    }
}
