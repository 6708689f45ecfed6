public import Environments
public import Experience
public import Foundation
public import Sampling

/// What the loop hands a method when it starts.
public struct MethodContext: Sendable {
    /// Rendered and encoded training examples, in the order of the recipe.
    public var examples: [Prompt]
    public var sampling: SamplingOptions
    public var seed: UInt64
    /// A problem through the recipe's template and tokenizer. It throws where the prompt is longer than the limit, or leaves no
    /// room for a completion in the model's context.
    public var render: @Sendable (Problem) throws -> Prompt
    /// The same without the template: the question is text to continue.
    public var renderRaw: @Sendable (Problem) throws -> Prompt
    /// Where relative paths of the recipe start.
    public var folder: URL
    /// The recipe's `data.verifier`, for methods whose reward is whether an answer is right.
    public var verifier: any Verifier

    public init(
        examples: [Prompt], sampling: SamplingOptions, seed: UInt64, folder: URL = URL(fileURLWithPath: "."),
        verifier: any Verifier = MathsAnswerVerifier(),
        render: @escaping @Sendable (Problem) throws -> Prompt = { Prompt(problem: $0, text: $0.question, tokens: []) },
        renderRaw: @escaping @Sendable (Problem) throws -> Prompt = { Prompt(problem: $0, text: $0.question, tokens: []) }
    ) {
        self.examples = examples
        self.sampling = sampling
        self.seed = seed
        self.folder = folder
        self.render = render
        self.renderRaw = renderRaw
        self.verifier = verifier
    }

    /// A seed of its own for a named use at a step.
    public func seed(for name: String, step: Int) -> UInt64 {
        var generator = SeededGenerator(seed: seed, stream: "\(name)/\(step)")
        return generator.next()
    }
}
