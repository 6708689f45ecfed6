/// `sampling:` how the policy writes completions. Defaults: the run script of One-Shot-RLVR (Wang et
/// al. 2025, arXiv:2504.20571).
public struct SamplingSettings: RecipeSection, Hashable {
    public var temperature = 0.6
    public var topP = 1.0
    /// 0 keeps every token.
    public var topK = 0
    /// 0 keeps every token.
    public var minP = 0.0
    /// In tokens.
    public var maxCompletionLength = 3072
    /// In tokens; a longer prompt is an error, never cut.
    public var maxPromptLength = 1024
    /// Texts that end a completion.
    public var stop: [String] = []

    public init() {}

    public static let fields: [RecipeField<SamplingSettings>] = [
        .init(
            "temperature", \.temperature,
            .above(0, "at 0 every completion of a group is the same and nothing can be learnt"),
            .atMost(10, "the text would be noise")),
        .init("top_p", \.topP, .above(0, "it would keep no token"), .atMost(1, "it is a probability")),
        .init("top_k", \.topK, .atLeast(0, "it is a number of tokens, 0 for all")),
        .init("min_p", \.minP, .atLeast(0, "it is a probability"), .below(1, "it would keep no token")),
        .init("max_completion_length", \.maxCompletionLength, .atLeast(1, "it is in tokens")),
        .init("max_prompt_length", \.maxPromptLength, .atLeast(1, "it is in tokens")),
        .init("stop", \.stop, RecipeCheck { $0.contains("") ? "an empty text would stop at once; remove it" : nil }),
    ]
}
