public import Experience
public import Sampling

/// What the loop hands a method when it starts.
public struct MethodContext: Sendable {
    /// Rendered and encoded training examples, in the order of the recipe.
    public var examples: [Prompt]
    public var sampling: SamplingOptions
    public var seed: UInt64

    public init(examples: [Prompt], sampling: SamplingOptions, seed: UInt64) {
        self.examples = examples
        self.sampling = sampling
        self.seed = seed
    }

    /// A seed of its own for a named use at a step.
    public func seed(for name: String, step: Int) -> UInt64 {
        var generator = SeededGenerator(seed: seed, stream: "\(name)/\(step)")
        return generator.next()
    }
}
