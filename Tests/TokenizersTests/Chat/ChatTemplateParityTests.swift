import Foundation
import TestSupport
import Testing

@testable import Tokenizers

struct ChatTemplateParityTests {
    @Test(
        .enabled(if: SharedData.has("tokenizers"), "needs the shared data"),
        arguments: ["chatml", "gemma3", "llama3", "llama3.2", "mistral-v1", "phi3", "qwen2.5", "qwen3"])
    func `renders conversations as transformers does`(name: String) throws {
        let template = try Data(contentsOf: try SharedData.url("chat-templates/\(name)/template.jinja"))
        let json = try BytePairTrainer.train(texts: [], vocabularySize: 256)
        let tokenizer = try Tokenizer(json: json, chatTemplate: template)
        let lines = try SharedData.lines("chat-templates/\(name)/rendered.jsonl")
        #expect(lines.count >= 14)
        for line in lines {
            let comment = Comment(rawValue: line.string("name") ?? "")
            guard case .array(let messages)? = line["messages"], case .object(let variables)? = line["variables"]
            else { throw CocoaError(.fileReadCorruptFile) }
            var tools: [JSONValue]?
            if case .array(let given)? = line["tools"] { tools = given }
            func rendered() throws -> String {
                try tokenizer.renderChat(
                    messages: try messages.map { try ChatMessage($0) },
                    addGenerationPrompt: line["add_generation_prompt"] == true,
                    continueFinalMessage: line["continue_final_message"] == true, tools: tools,
                    variables: Dictionary(uniqueKeysWithValues: variables.entries.map { ($0.key, $0.value) }))
            }
            if let expected = line.string("rendered") {
                #expect(try rendered().hasSameBytes(as: expected), comment)
            } else {
                let message = try #require(line.string("error"))
                #expect(throws: ChatTemplateError.raised(message: message), comment) { try rendered() }
            }
        }
    }

    @Test(
        .enabled(if: SharedData.has("tokenizers"), "needs the shared data"),
        arguments: ["qwen2.5", "llama3-style-tiny", "smollm-style-tiny", "phi-3-mini"])
    func `the template of the folder ends with what starts an answer`(name: String) throws {
        let tokenizer = try Tokenizer(directory: try SharedData.url("tokenizers/\(name)"))
        let text = try tokenizer.renderChat(
            messages: [ChatMessage(role: "user", content: "Hi")], addGenerationPrompt: true)
        #expect(text.contains("assistant"))
        #expect(text.contains("Hi"))
        #expect(try tokenizer.decode(tokenizer.encode(text)).isEmpty == false)
    }

    @Test func `agrees with jinja2 on every construct`() throws {
        guard case .object(let variables) = try JSONValue(parsing: JinjaReference.variables) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let named = Dictionary(uniqueKeysWithValues: variables.entries.map { ($0.key, $0.value) })
        for line in JinjaReference.cases.split(separator: "\n") {
            guard case .object(let object) = try JSONValue(parsing: String(line)) else { continue }
            let template = try #require(object.string("template"))
            let expected = try #require(object.string("rendered"))
            let comment = Comment(rawValue: template)
            #expect(try ChatTemplate(template).render(named).hasSameBytes(as: expected), comment)
        }
    }
}
