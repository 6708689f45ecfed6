import Experience
import Testing

@testable import Environments

struct VerifierTests {
    let problem = Problem(id: "p", question: "40 + 2 = ?", label: "42", family: "addition", provenance: "test")

    @Test func `the maths verifier says what it compared`() async {
        let verifier = MathsAnswerVerifier()
        let right = verifier.judge(#"2+40. \boxed{42}"#, for: problem)
        #expect(right == Judgement(verdict: .correct, answer: "42", evidence: "42 = 42, as exact numbers"))
        let wrong = verifier.judge(#"\boxed{42} no, \boxed{43}"#, for: problem)
        #expect(wrong == Judgement(verdict: .incorrect, answer: "43", evidence: "43 ≠ 42, as exact numbers"))
        #expect(verifier.judge("It is 42.", for: problem).verdict == .unparseable)
        #expect(verifier.judge(#"\boxed{ }"#, for: problem).verdict == .unparseable)
        #expect(await verifier.reward(#"\boxed{42}"#, for: problem).value == 1)
        #expect(await verifier.reward("", for: problem).value == 0)
    }

    @Test func `an empty label matches nothing`() {
        var unlabelled = problem
        unlabelled.label = ""
        for completion in ["", #"\boxed{}"#, #"\boxed{ }"#, #"\boxed{42}"#, #"\boxed{$ $}"#] {
            #expect(MathsAnswerVerifier().judge(completion, for: unlabelled).verdict != .correct)
        }
    }

    @Test func `the format verifier looks for a box and not at it`() {
        let verifier = BoxFormatVerifier()
        #expect(verifier.judge(#"\boxed{7}"#, for: problem).verdict == .correct)
        #expect(verifier.judge(#"\boxed{}"#, for: problem).verdict == .unparseable)
        #expect(verifier.judge("42", for: problem).verdict == .unparseable)
    }

    @Test func `the random verifier ignores the answer and can be repeated`() {
        let verifier = RandomVerifier(seed: 4)
        var correct = 0
        for index in 0..<2_000 {
            let fresh = verifier.fresh(step: 1, index: index)
            let judgement = fresh.judge("the same text", for: problem)
            #expect(judgement == verifier.fresh(step: 1, index: index).judge("the same text", for: problem))
            if judgement.verdict == .correct { correct += 1 }
        }
        // 2,000 fair draws: standard deviation √500 = 22.4.
        #expect(abs(correct - 1_000) < 100)
        #expect(RandomVerifier(seed: 4, probability: 0).judge(#"\boxed{42}"#, for: problem).verdict == .incorrect)
        #expect(RandomVerifier(seed: 4, probability: 1).judge("", for: problem).verdict == .correct)
    }
}
