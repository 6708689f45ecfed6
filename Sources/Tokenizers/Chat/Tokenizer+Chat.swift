public import Foundation

extension Tokenizer {
    /// A conversation as the one text the model was trained on.
    ///
    /// ```swift
    /// let prompt = try tokenizer.renderChat(
    ///     messages: [ChatMessage(role: "user", content: "2 + 2?")], addGenerationPrompt: true)
    /// let ids = tokenizer.encode(prompt)
    /// ```
    ///
    /// - Parameters:
    ///   - addGenerationPrompt: end with what starts an answer.
    ///   - continueFinalMessage: leave the final message open, to be continued.
    ///   - tools: JSON schemas of functions the model may call.
    ///   - variables: further names the template reads, such as `enable_thinking`;
    ///     they go before the special tokens of the folder.
    ///   - now: what the template takes for the present time.
    /// - Throws: `ChatTemplateError`; `noTemplate` where the folder has none; `syntax` or `unsupported` where it cannot be read.
    public func renderChat(
        messages: [ChatMessage], addGenerationPrompt: Bool = false, continueFinalMessage: Bool = false,
        tools: [JSONValue]? = nil, variables: [String: JSONValue] = [:], now: Date = Date()
    ) throws(ChatTemplateError) -> String {
        let named = tools == nil ? "default" : "tool_use"
        guard let read = chatTemplates[named] ?? chatTemplates["default"] else {
            throw .noTemplate(available: chatTemplates.keys.sorted())
        }
        let template = try read.get()
        var all = specialTokens.variables
        for (name, value) in variables { all[name] = value }
        return try ChatRenderer(template: template).render(
            messages: messages, addGenerationPrompt: addGenerationPrompt,
            continueFinalMessage: continueFinalMessage, tools: tools, variables: all, now: now)
    }

    /// Whether `renderChat` has a template to work with.
    public var hasChatTemplate: Bool { chatTemplates["default"] != nil }
}
