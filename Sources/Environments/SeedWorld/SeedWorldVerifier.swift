public import Experience

/// Judges all items of the seed world: programs by running them, anything else by the answer in the box.
public struct SeedWorldVerifier: Verifier {
    public let name = "seed-world"
    private let reasoning: ReasoningVerifier

    public init(reasoning: ReasoningVerifier) { self.reasoning = reasoning }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        problem.specification.isEmpty
            ? MathsAnswerVerifier().judge(completion, for: problem) : await reasoning.judge(completion, for: problem)
    }
}
