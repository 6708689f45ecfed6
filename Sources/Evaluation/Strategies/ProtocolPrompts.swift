import Environments
import Experience
import Tokenizers

/// Problems in a protocol's words, through the chat template where it asks in turns.
struct ProtocolPrompts: Sendable {
    let evaluation: EvaluationProtocol
    let tokenizer: Tokenizer

    /// - Throws: `ChatTemplateError`.
    func prompt(_ problem: Problem) throws -> Prompt {
        let asked = evaluation.promptText(for: problem)
        guard evaluation.form == .chat else { return encoded(asked, problem) }
        var messages: [ChatMessage] = []
        if !evaluation.system.isEmpty { messages.append(ChatMessage(role: "system", content: evaluation.system)) }
        messages.append(ChatMessage(role: "user", content: asked))
        return encoded(try tokenizer.renderChat(messages: messages, addGenerationPrompt: true), problem)
    }

    /// A rendered chat has its special tokens already.
    func encoded(_ text: String, _ problem: Problem) -> Prompt {
        Prompt(problem: problem, text: text, tokens: tokenizer.encode(text, addSpecialTokens: evaluation.form == .completion))
    }
}
