public import Experience

/// Judges mathematics with two independent graders and keeps every completion on which they differ.
public struct TwoGraderVerifier: Verifier {
    public var name: String { native.name }
    public let native: MathsVerifier
    public let second: MathVerify
    public let decides: MathsGrader
    private let disagreements: DisagreementLog?

    public init(native: MathsVerifier, second: MathVerify, decides: MathsGrader, disagreements: DisagreementLog? = nil) {
        (self.native, self.second, self.decides, self.disagreements) = (native, second, decides, disagreements)
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        let (first, other) = await opinions(completion, for: problem)
        var decision = decides.decision(native: first, second: other)
        guard (first.verdict == .correct) != (other.verdict == .correct) else { return decision }
        decision.evidence += " [native \(first.verdict.rawValue), math-verify \(other.verdict.rawValue); \(decides.rawValue) decides]"
        disagreements?.record(
            Disagreement(
                problem: problem, completion: completion, verifier: name, decidedBy: decides.rawValue, decision: decision.verdict,
                first: .init(grader: MathsGrader.native.rawValue, first),
                second: .init(grader: MathsGrader.mathVerify.rawValue, other)))
        return decision
    }

    /// What each of the two says.
    public func opinions(_ completion: String, for problem: Problem) async -> (native: Judgement, second: Judgement) {
        async let other = second.judge(completion, label: problem.label)
        return (native.judge(completion, for: problem), await other)
    }
}
