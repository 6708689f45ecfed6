public import Experience

/// Correct where the last closed `\boxed{}` says what the label says (``AnswerEquivalence``).
public struct MathsAnswerVerifier: Verifier {
    public let name = "one-shot-maths"

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        guard let answer = AnswerExtraction.lastBoxed(in: completion) else {
            return Judgement(verdict: .unparseable, evidence: "no closed \\boxed{} in the completion")
        }
        guard !answer.isEmpty else {
            return Judgement(verdict: .unparseable, answer: "", evidence: "the last box is empty")
        }
        let finding = AnswerEquivalence.compare(answer, with: problem.label)
        return Judgement(
            verdict: finding.isEqual ? .correct : .incorrect, answer: answer,
            evidence: "\(answer.prefix(80)) \(finding.isEqual ? "=" : "≠") \(problem.label.prefix(80)), \(finding.rule)"
        )
    }
}
