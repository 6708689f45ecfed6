public import Experience

/// The random control: correct with a fixed probability, by chance alone (Shao et al. 2025,
/// arXiv:2506.10947).
///
/// The draw is a function of seed, problem and text, so a run can be repeated. A fixed function of the
/// text is something a policy could learn, so a run takes a fresh one for each rollout:
/// `verifier.fresh(step: step, index: index)`.
public struct RandomVerifier: Verifier {
    public let name = "random"
    public let seed: UInt64
    /// In [0, 1].
    public let probability: Double

    public init(seed: UInt64, probability: Double = 0.5) {
        precondition((0...1).contains(probability), "probability \(probability) is outside 0...1")
        self.seed = seed
        self.probability = probability
    }

    /// The verifier of one rollout: its own draws, still the same in a repeated run.
    public func fresh(step: Int, index: Int) -> RandomVerifier {
        var generator = SeededGenerator(seed: seed, stream: "random-reward/\(step)/\(index)")
        return RandomVerifier(seed: generator.next(), probability: probability)
    }

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        var generator = SeededGenerator(seed: seed, stream: problem.id + "\u{0}" + completion)
        return Judgement(
            verdict: generator.uniform() < probability ? .correct : .incorrect,
            answer: AnswerExtraction.lastBoxed(in: completion), evidence: "drawn with probability \(probability)")
    }
}
