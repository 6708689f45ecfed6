/// `proof:` the check of every step that the sampler and the trainer see the same model.
public struct ProofSettings: RecipeSection, Hashable {
    /// Sampled tokens scored again on the training path; 0 checks none.
    public var rescoredTokens = 64
    /// In nats; a larger difference stops the run.
    public var maxLogprobDifference = 1e-3

    public init() {}

    public static let fields: [RecipeField<ProofSettings>] = [
        .init("rescored_tokens", \.rescoredTokens, .atLeast(0, "it is a number of tokens, 0 for none")),
        .init(
            "max_logprob_difference", \.maxLogprobDifference,
            .above(0, "sums in another order differ in the last digits")),
    ]
}

/// A short twin of a run with a deliberately uninformative reward.
public enum ControlName: String, RecipeChoice {
    case random
    case format
    case wrongLabel = "wrong-label"
    /// Self-play whose proposer is not trained.
    case frozenProposer = "frozen-proposer"
}
