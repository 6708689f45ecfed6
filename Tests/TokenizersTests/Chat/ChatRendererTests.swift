import Foundation
import Testing

@testable import Tokenizers

struct ChatRendererTests {
    private static let plain = "{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
    private static let trimming = "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}</>{% endfor %}"

    private func tokenizer(_ template: String?, config: String? = nil) throws -> Tokenizer {
        try Tokenizer(
            json: SmallTokenizers.byteLevelFile(), config: config.map { Data($0.utf8) },
            chatTemplate: template.map { Data($0.utf8) })
    }

    private let chat = [ChatMessage(role: "user", content: "Hi"), ChatMessage(role: "assistant", content: "So, ")]

    @Test func `messages in order, then what starts an answer`() throws {
        let tokenizer = try tokenizer(Self.plain)
        #expect(try tokenizer.renderChat(messages: chat) == "<user>Hi</><assistant>So, </>")
        #expect(try tokenizer.renderChat(messages: [chat[0]], addGenerationPrompt: true) == "<user>Hi</><assistant>")
    }

    @Test func `the final message stays open to be continued`() throws {
        #expect(try tokenizer(Self.plain).renderChat(messages: chat, continueFinalMessage: true) == "<user>Hi</><assistant>So, ")
        // This template trims, and so the space is gone.
        #expect(try tokenizer(Self.trimming).renderChat(messages: chat, continueFinalMessage: true) == "<user>Hi</><assistant>So,")
    }

    @Test func `parts are continued in the last text`() throws {
        let template = "{% for m in messages %}{% for p in m.content %}[{{ p.text }}]{% endfor %}{% endfor %}"
        let message = ChatMessage(role: "assistant", parts: [["type": "text", "text": "a"], ["type": "text", "text": "b"]])
        #expect(try tokenizer(template).renderChat(messages: [message], continueFinalMessage: true) == "[a][b")
    }

    @Test func `options that do not go together are refused`() throws {
        let tokenizer = try tokenizer(Self.plain)
        let errors: [(ChatTemplateError?, String)] = [
            (#expect(throws: ChatTemplateError.self) {
                try tokenizer.renderChat(messages: chat, addGenerationPrompt: true, continueFinalMessage: true)
            }, "choose one"),
            (#expect(throws: ChatTemplateError.self) {
                try tokenizer.renderChat(messages: [], continueFinalMessage: true)
            }, "at least one message"),
            (#expect(throws: ChatTemplateError.self) {
                try self.tokenizer("nothing").renderChat(messages: chat, continueFinalMessage: true)
            }, "does not appear in the rendered chat"),
        ]
        for (error, text) in errors { #expect(error?.description.contains(text) == true) }
    }

    @Test func `without a template there is a clear error`() throws {
        #expect(throws: ChatTemplateError.noTemplate(available: [])) {
            try tokenizer(nil).renderChat(messages: chat)
        }
        let error = ChatTemplateError.noTemplate(available: ["rag"])
        #expect(error.description == "the model has no chat template named default, only rag; add chat_template.jinja to its folder, or give the prompt as plain text")
    }

    @Test func `named templates, tools and special tokens`() throws {
        let config = #"""
            {"eos_token": {"content": "<|end|>"},
             "chat_template": [{"name": "default", "template": "plain{{ eos_token }}{{ bos_token }}"},
                               {"name": "tool_use", "template": "{{ tools | tojson }}"}]}
            """#
        let tokenizer = try tokenizer(nil, config: config)
        #expect(tokenizer.eosTokenID == 261)
        #expect(try tokenizer.renderChat(messages: chat) == "plain<|end|>")
        let tool: JSONValue = ["name": "f", "args": ["b": 1, "a": 2]]
        #expect(try tokenizer.renderChat(messages: chat, tools: [tool]) == #"[{"name": "f", "args": {"b": 1, "a": 2}}]"#)
        #expect(try tokenizer.renderChat(messages: chat, variables: ["eos_token": "X"]) == "plainX")
    }

    @Test func `reasoning under an older name is found`() throws {
        let template = "{{ messages[0].reasoning_content }}{{ messages[0].thinking }}"
        let message = ChatMessage(role: "assistant", content: "", extra: ["reasoning": "why"])
        #expect(try tokenizer(template).renderChat(messages: [message]) == "whywhy")
    }

    @Test func `messages are read from JSON with their order and all fields`() throws {
        let data = Data(#"[{"role": "assistant", "content": null, "tool_calls": [{"z": 1, "a": 2}]}]"#.utf8)
        let messages = try ChatMessage.conversation(parsing: data)
        #expect(messages[0].role == "assistant")
        #expect(messages[0].text == nil)
        let template = "{{ messages[0].tool_calls | tojson }}"
        #expect(try tokenizer(template).renderChat(messages: messages) == #"[{"z": 1, "a": 2}]"#)
        #expect(try JSONDecoder().decode(ChatMessage.self, from: JSONEncoder().encode(chat[0])) == chat[0])
        let error = #expect(throws: ChatTemplateError.self) { try ChatMessage(["content": "x"]) }
        #expect(error?.description.contains("has no role") == true)
    }
}
