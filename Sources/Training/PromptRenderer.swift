public import Experience
public import Recipes
public import Tokenizers

/// Problems to prompts: a template, then the tokenizer. Text is encoded once, here; completions never again.
public struct PromptRenderer: Sendable {
    private let tokenizer: Tokenizer
    private let template: PromptTemplate
    private let system: String?
    /// Tokens; a longer prompt is an error, never cut.
    private let limit: Int

    public init(tokenizer: Tokenizer, data: DataSettings, limit: Int) {
        self.tokenizer = tokenizer
        template = data.promptTemplate
        system = data.systemPrompt
        self.limit = limit
    }

    /// - Throws: `TrainingError.promptTooLong` for a prompt over the limit; `TokenizerError` for the chat template.
    public func prompt(_ problem: Problem) throws -> Prompt { try prompt(problem, template) }

    /// The question as it stands, as text to continue.
    public func continuation(_ problem: Problem) throws -> Prompt { try prompt(problem, .raw) }

    private func prompt(_ problem: Problem, _ template: PromptTemplate) throws -> Prompt {
        var text = template.text(for: problem.question)
        var special = true
        if case .chat = template {
            var messages: [ChatMessage] = []
            if let system { messages.append(ChatMessage(role: "system", content: system)) }
            messages.append(ChatMessage(role: "user", content: problem.question))
            text = try tokenizer.renderChat(messages: messages, addGenerationPrompt: true)
            special = false
        }
        let tokens = tokenizer.encode(text, addSpecialTokens: special)
        guard tokens.count <= limit else {
            throw TrainingError.promptTooLong(problem: problem.id, tokens: tokens.count, limit: limit, place: problem.provenance)
        }
        return Prompt(problem: problem, text: text, tokens: tokens)
    }
}
