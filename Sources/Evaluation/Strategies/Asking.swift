public import Environments
public import Experience
public import Sampling
public import Tokenizers

/// What a strategy asks with: a protocol, the policy's sampler, and its tokenizer.
public struct Asking: Sendable {
    public let evaluation: EvaluationProtocol
    private let sampler: any Sampler
    private let prompts: ProtocolPrompts
    /// Tokens of prompt and completion together.
    let context: Int

    public init(evaluation: EvaluationProtocol, sampler: any Sampler, tokenizer: Tokenizer, context: Int) {
        self.evaluation = evaluation
        self.sampler = sampler
        prompts = ProtocolPrompts(evaluation: evaluation, tokenizer: tokenizer)
        self.context = context
    }

    /// - Throws: `ChatTemplateError`.
    public func prompt(_ problem: Problem) throws -> Prompt { try prompts.prompt(problem) }

    /// The prompt with more text after it, for a next stage. Where that is longer than the context its beginning is kept and
    /// its middle left out.
    func continued(_ prompt: Prompt, with text: String) throws -> Prompt {
        var longer = prompts.encoded(prompt.text + text, prompt.problem)
        let room = max(1, context - evaluation.maxTokens)
        if longer.tokens.count > room {
            let head = min(prompt.tokens.count, room / 2)
            longer.tokens = Array(longer.tokens.prefix(head) + longer.tokens.suffix(room - head))
        }
        return longer
    }

    /// `[P][samples]`.
    func completions(_ prompts: [Prompt], samples: Int, seed: UInt64, maxTokens: Int? = nil) async throws -> [[Completion]] {
        let options = SamplingOptions(
            temperature: evaluation.temperature, topP: evaluation.topP,
            maxTokens: min(maxTokens ?? evaluation.maxTokens, evaluation.maxTokens), stop: evaluation.stops)
        return try await sampler.groups(for: prompts, completions: samples, options: options, seed: seed).map(\.completions)
    }
}
