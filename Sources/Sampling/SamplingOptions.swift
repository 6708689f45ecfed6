/// How tokens are drawn.
public struct SamplingOptions: Sendable, Codable, Hashable {
    /// Divides the logits; 0 takes the most probable token.
    public var temperature: Double
    /// Keep the k most probable tokens; 0 keeps all.
    public var topK: Int
    /// Keep the smallest set whose probability reaches p; 1 keeps all.
    public var topP: Double
    /// Drop tokens less probable than this share of the most probable one; 0 drops none.
    public var minP: Double
    /// Tokens of the longest completion, the final end-of-sequence token counted.
    public var maxTokens: Int
    /// Texts that end a completion; the text itself is cut off before them.
    public var stop: [String]

    public init(
        temperature: Double = 1, topK: Int = 0, topP: Double = 1, minP: Double = 0, maxTokens: Int = 256, stop: [String] = []
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.maxTokens = maxTokens
        self.stop = stop
    }

    public static func greedy(maxTokens: Int) -> SamplingOptions {
        SamplingOptions(temperature: 0, maxTokens: maxTokens)
    }
}
