/// Why a completion ended.
public enum StopReason: String, Sendable, Codable, CaseIterable {
    /// The policy emitted an end-of-sequence token.
    case endOfSequence = "eos"
    /// A stop string appeared in the text.
    case stopString = "stop"
    /// The token limit was reached.
    case length
}

/// What the policy wrote after a prompt. Ids are the truth; text exists for people and verifiers.
public struct Completion: Sendable, Codable, Hashable {
    /// `[T]`, as sampled, the final end-of-sequence token included. Never re-tokenised.
    public var tokens: [Int32]
    /// `[T]`, nats, of each token under the sampling temperature, before top-k, top-p and min-p.
    public var logprobs: [Float]
    /// Decoded text without special tokens.
    public var text: String
    public var stopReason: StopReason

    public init(tokens: [Int32], logprobs: [Float], text: String, stopReason: StopReason) {
        self.tokens = tokens
        self.logprobs = logprobs
        self.text = text
        self.stopReason = stopReason
    }
}

/// The G completions of one prompt row. A prompt repeated to fill a batch makes one group per repetition.
public struct RolloutGroup: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    public var prompt: Prompt
    public var completions: [Completion]

    public init(id: String, prompt: Prompt, completions: [Completion]) {
        self.id = id
        self.prompt = prompt
        self.completions = completions
    }
}

/// A group with what was made of it: one reward and one advantage per completion.
public struct ScoredGroup: Sendable, Codable {
    public var group: RolloutGroup
    public var rewards: [Reward]
    /// `[G]`, dimensionless.
    public var advantages: [Double]

    public init(group: RolloutGroup, rewards: [Reward], advantages: [Double]) {
        self.group = group
        self.rewards = rewards
        self.advantages = advantages
    }
}
