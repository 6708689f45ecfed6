import ArgumentParser
import Foundation
import Tokenizers

/// A conversation to render, as a line of JSON with transformers' names.
struct ChatRequest {
    private let fields: JSONObject

    init(parsing data: Data, place: String) throws {
        guard case .object(let object) = try JSONValue(parsing: data), object["messages"] != nil else {
            throw ValidationError("\(place) is not an object with 'messages'")
        }
        fields = object
    }

    func render(_ tokenizer: Tokenizer) throws -> String {
        guard case .array(let list)? = fields["messages"] else {
            throw ChatTemplateError.invalidMessages("'messages' is not a list")
        }
        var variables: [String: JSONValue] = [:]
        if case .object(let given)? = fields["variables"] {
            for entry in given.entries { variables[entry.key] = entry.value }
        }
        var tools: [JSONValue]?
        if case .array(let given)? = fields["tools"] { tools = given }
        return try tokenizer.renderChat(
            messages: list.map { json throws(ChatTemplateError) in try ChatMessage(json) },
            addGenerationPrompt: flag("add_generation_prompt"), continueFinalMessage: flag("continue_final_message"),
            tools: tools, variables: variables)
    }

    private func flag(_ name: String) -> Bool {
        if case .bool(let value)? = fields[name] { return value }
        return false
    }
}
