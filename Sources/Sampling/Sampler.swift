public import Experience

/// Prompts in, completions out. The policy is one; tests script another.
public protocol Sampler: Sendable {
    /// `completions` rollouts for each prompt, in order. The same seed gives the same completions.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; whatever the model throws.
    func groups(
        for prompts: [Prompt], completions: Int, options: SamplingOptions, seed: UInt64
    ) async throws -> [RolloutGroup]
}
