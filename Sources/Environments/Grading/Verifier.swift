public import Experience

/// Judges one completion of one problem. It reads the completion only, never the prompt, and never
/// throws for what a model wrote.
public protocol Verifier: Sendable {
    /// The name it is asked for by: `maths`, `code`, `random`.
    var name: String { get }

    func judge(_ completion: String, for problem: Problem) async -> Judgement

    /// The number made from the judgement; a verifier of the user's gives its own.
    func reward(_ completion: String, for problem: Problem) async -> Reward
}

extension Verifier {
    /// 1 for a correct completion, 0 for any other, none where the verifier's infrastructure failed.
    public func reward(_ completion: String, for problem: Problem) async -> Reward {
        let judgement = await judge(completion, for: problem)
        switch judgement.verdict {
        case .correct: return Reward(value: 1, judgement: judgement)
        case .infrastructureFailure: return Reward(value: nil, judgement: judgement)
        case .incorrect, .unparseable, .timeout, .resourceLimit: return Reward(value: 0, judgement: judgement)
        }
    }
}
