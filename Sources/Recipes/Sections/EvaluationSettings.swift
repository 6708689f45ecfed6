/// `evaluation:` how the held-out set is asked, before and after alike. Defaults: the in-training
/// evaluation of One-Shot-RLVR, greedy, one sample.
public struct EvaluationSettings: RecipeSection, Hashable {
    /// Completions per item.
    public var samples = 1
    /// 0 is greedy.
    public var temperature = 0.0
    public var topP = 1.0
    /// In tokens.
    public var maxCompletionLength = 3072
    /// Only the first so many; of the seed world, so many per family. `null` takes all.
    public var items: Int?
    /// Resamples of the confidence interval.
    public var bootstrapSamples = 10_000

    public init() {}

    public static let fields: [RecipeField<EvaluationSettings>] = [
        .init("samples", \.samples, .atLeast(1, "an item needs an answer")),
        .init(
            "temperature", \.temperature, .atLeast(0, "0 is greedy, and nothing is below"),
            .atMost(10, "the text would be noise")),
        .init("top_p", \.topP, .above(0, "it would keep no token"), .atMost(1, "it is a probability")),
        .init("max_completion_length", \.maxCompletionLength, .atLeast(1, "it is in tokens")),
        .init(optional: "items", \.items, .atLeast(1, "there would be nothing to evaluate")),
        .init(
            "bootstrap_samples", \.bootstrapSamples,
            .atLeast(100, "an interval from fewer resamples means little"), .atMost(10_000_000, "it would take hours")),
    ]

    public var faults: [RecipeFault] {
        guard samples > 1, temperature == 0 else { return [] }
        return [.init("samples", "\(samples) greedy samples are all the same; raise evaluation.temperature or use 1")]
    }
}
