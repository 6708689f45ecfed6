import Foundation

/// Renders conversations as `transformers`' `apply_chat_template` does.
struct ChatRenderer: Sendable {
    /// Where the final message is to be cut off when it is continued; the space
    /// tells whether the template trims.
    private static let continuationTag = "CONTINUE_FINAL_MESSAGE_TAG "
    private static let reasoningFields = ["reasoning_content", "thinking", "reasoning"]

    let template: ChatTemplate

    func render(
        messages: [ChatMessage], addGenerationPrompt: Bool, continueFinalMessage: Bool, tools: [JSONValue]?,
        variables: [String: JSONValue], now: Date
    ) throws(ChatTemplateError) -> String {
        guard !(addGenerationPrompt && continueFinalMessage) else {
            throw .invalidMessages(
                "addGenerationPrompt starts a new message and continueFinalMessage continues the last; choose one")
        }
        var conversation = messages.map { withReasoning($0.fields) }
        let continued = continueFinalMessage ? try tagFinalMessage(&conversation) : nil
        var all = variables
        all["messages"] = .array(conversation.map { .object($0) })
        all["tools"] = tools.map { .array($0) } ?? .null
        if all["documents"] == nil { all["documents"] = .null }
        all["add_generation_prompt"] = .bool(addGenerationPrompt)
        let text = try template.render(all, now: now)
        guard let continued else { return text }
        return try cut(text, continued: continued)
    }

    /// Templates read `reasoning_content`; data often has it under an older name.
    private func withReasoning(_ message: JSONObject) -> JSONObject {
        let found = Self.reasoningFields.lazy.compactMap { message[$0] }.first { $0 != .null }
        guard let found else { return message }
        var aliased = JSONObject([JSONObject.Entry(key: "thinking", value: found)])
        for entry in message.entries { aliased[entry.key] = entry.value }
        aliased["reasoning_content"] = found
        return aliased
    }

    /// Puts the tag after the final text and returns that text.
    private func tagFinalMessage(_ conversation: inout [JSONObject]) throws(ChatTemplateError) -> String {
        guard let last = conversation.indices.last else {
            throw .invalidMessages("continueFinalMessage needs at least one message")
        }
        switch conversation[last]["content"] {
        case .string(let text)?:
            conversation[last]["content"] = .string(text + Self.continuationTag)
            return text
        case .array(var parts)?:
            for index in parts.indices.reversed() {
                guard case .object(var part) = parts[index], case .string(let text)? = part["text"] else { continue }
                part["text"] = .string(text + Self.continuationTag)
                parts[index] = .object(part)
                conversation[last]["content"] = .array(parts)
                return text
            }
        default: break
        }
        throw .invalidMessages("continueFinalMessage: the final message has no text to continue")
    }

    private func cut(_ text: String, continued: String) throws(ChatTemplateError) -> String {
        let tag = String(Self.continuationTag.dropLast())
        let bare = JinjaStringMethods.stripped(continued, nil, left: true, right: true)
        var found: Range<String.Index>?
        var start = text.startIndex
        while let next = text.utf8Range(of: tag, from: start) {
            found = next
            start = next.upperBound
        }
        guard let found, bare.isEmpty || text.utf8Range(of: bare) != nil else {
            throw .invalidMessages(
                "continueFinalMessage: the final message does not appear in the rendered chat, so the template "
                    + "drops or changes it; end the conversation with a message that it keeps")
        }
        let before = String(decoding: text.utf8[..<found.lowerBound], as: UTF8.self)
        // The template kept the space, or it trims and so do we.
        if text.utf8[found.upperBound...].first == 0x20 { return before }
        return JinjaStringMethods.stripped(before, nil, left: false, right: true)
    }
}
