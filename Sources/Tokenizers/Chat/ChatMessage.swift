public import Foundation

/// One turn of a conversation, as chat templates see it.
public struct ChatMessage: Sendable, Equatable {
    /// Every field, in the order given: `role`, `content`, `tool_calls`, `reasoning_content`, …
    public var fields: JSONObject

    /// `system`, `user`, `assistant`, `tool`, …
    public var role: String {
        if case .string(let role)? = fields["role"] { role } else { "" }
    }

    /// The text, or nil where the content is absent or a list of parts.
    public var text: String? {
        if case .string(let text)? = fields["content"] { text } else { nil }
    }

    /// - Parameter extra: further fields, after role and content.
    public init(role: String, content: String, extra: JSONObject = JSONObject()) {
        self.init(role: role, parts: .string(content), extra: extra)
    }

    /// - Parameter parts: a text, or a list of `{"type": "text", "text": …}`.
    public init(role: String, parts: JSONValue, extra: JSONObject = JSONObject()) {
        fields = JSONObject([
            JSONObject.Entry(key: "role", value: .string(role)),
            JSONObject.Entry(key: "content", value: parts),
        ])
        for entry in extra.entries { fields[entry.key] = entry.value }
    }

    /// From JSON such as `{"role": "user", "content": "Hi"}`.
    /// - Throws: `ChatTemplateError.invalidMessages` where it is no object with a role.
    public init(_ json: JSONValue) throws(ChatTemplateError) {
        guard case .object(let object) = json else {
            throw .invalidMessages("a message is \(json.kind); expected an object with role and content")
        }
        guard case .string? = object["role"] else {
            throw .invalidMessages(
                "a message has no role; its fields are \(object.keys.joined(separator: ", ")). "
                    + "Add \"role\": \"user\", \"assistant\" or \"system\"")
        }
        fields = object
    }

    /// A conversation from a JSON list, the order of all keys kept.
    public static func conversation(parsing data: Data) throws -> [ChatMessage] {
        guard case .array(let messages) = try JSONValue(parsing: data) else {
            throw ChatTemplateError.invalidMessages("a conversation is a list of messages")
        }
        return try messages.map { json throws(ChatTemplateError) in try ChatMessage(json) }
    }
}

extension ChatMessage: Codable {
    /// Through `Codable` the order of keys is not known: role and content come first,
    /// all others sorted. `conversation(parsing:)` keeps the order.
    public init(from decoder: any Decoder) throws {
        try self.init(try JSONValue(from: decoder))
        let first = fields.entries.filter { $0.key == "role" } + fields.entries.filter { $0.key == "content" }
        fields = JSONObject(first + fields.entries.filter { $0.key != "role" && $0.key != "content" })
    }

    public func encode(to encoder: any Encoder) throws {
        try JSONValue.object(fields).encode(to: encoder)
    }
}
