import Experience
import Testing

@testable import Environments

/// The graders of published protocols, on cases that were run against the originals.
struct ProtocolVerifierTests {
    private func problem(_ label: String) -> Problem { Problem(id: "p", question: "q", label: label, family: "f", provenance: "") }

    /// One-Shot-RLVR's evaluator, executed.
    @Test(arguments: [
        ("The speed is 12.8", "12.8", true), ("1280", "12.8", true), ("0.128", "12.8", true), ("12.8009", "12.8", true),
        ("12.81", "12.8", false), ("\\boxed{1.3333}", "\\frac43", true), ("\\boxed{50\\%}", "0.5", true), ("\\boxed{3,5,7}", "7,5,3", false),
        ("\\boxed{27}", "27.0", true), ("\\boxed{25}", "025", true), ("so \\boxed{1} then \\boxed{2}", "2", true),
        ("The final answer is $4$. I hope it is correct. \\boxed{9}", "4", true), ("The answer is 7.\nOr 8", "7", true),
        ("\\boxed{}", "", false), ("", "", false), ("\\boxed{X}", "x", true), ("\\boxed{0}", "0", true), ("\\boxed{1}", "0", false),
    ])
    func `the Qwen2.5-Math evaluator`(completion: String, label: String, isRight: Bool) {
        let judgement = QwenMathsVerifier().judge(completion, for: problem(label))
        #expect((judgement.verdict == .correct) == isRight, "\(judgement)")
    }

    @Test(arguments: [
        ("So 5 + 4 = 9. The answer is 9.", "9", Verdict.correct), ("The answer is $1,234.", "1234", .correct), ("The answer is 9.5", "9", .incorrect),
        ("The answer is 3. Q: 4? The answer is 5.", "5", .correct), ("nine", "9", .unparseable), ("The answer is nine", "9", .unparseable),
    ])
    func `GSM8K's number`(completion: String, label: String, verdict: Verdict) {
        #expect(AnnouncedNumberVerifier().judge(completion, for: problem(label)).verdict == verdict)
    }

    @Test(arguments: [
        ("The best answer is B.", "B", Verdict.correct), ("The best answer is (C)", "C", .correct), ("the best answer is A", "B", .incorrect),
        ("B", "B", .unparseable), ("The best answer is b", "B", .unparseable), ("The best answer is A. No, the best answer is D", "D", .correct),
    ])
    func `ARC's letter`(completion: String, label: String, verdict: Verdict) {
        #expect(AnnouncedChoiceVerifier().judge(completion, for: problem(label)).verdict == verdict)
    }

    @Test func `every protocol has a verifier, and programs do not vote`() async throws {
        for suite in Suites.all {
            if suite.evaluation.grader.rawValue.hasPrefix("python") {
                #expect(suite.evaluation.sameAnswer == nil || suite.evaluation.grader == .pythonOutput, "\(suite.name)")
            } else {
                let verifiers = Verifiers { throw VerifierError.unknown("no programs here") }
                _ = try await suite.evaluation.verifier(from: verifiers)
                #expect(suite.evaluation.sameAnswer?("1", "1") == true, "\(suite.name)")
            }
        }
    }
}
