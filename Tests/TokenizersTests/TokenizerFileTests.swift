import Foundation
import Testing

@testable import Tokenizers

/// Files that are wrong, and what we say about them.
struct TokenizerFileTests {
    private func message(_ change: (inout JSONObject) -> Void) -> String {
        do {
            _ = try SmallTokenizers.byteLevel(change)
            return "loaded"
        } catch {
            return "\(error)"
        }
    }

    @Test func `a folder without tokenizer json`() {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("no-such-model")
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(directory: folder) }
        #expect(error?.description.contains("tokenizer.json cannot be read: there is no such file") == true)
    }

    @Test func `truncated JSON`() {
        let data = SmallTokenizers.byteLevelFile()
        for length in [0, 1, 10, data.count / 2, data.count - 1] {
            let error = #expect(throws: TokenizerError.self) { try Tokenizer(json: data.prefix(length)) }
            #expect(error?.description.hasPrefix("tokenizer.json is not JSON: line 1, column ") == true)
        }
    }

    @Test func `no model, no vocabulary, no merges`() {
        #expect(message { $0["model"] = nil } == "tokenizer.json has no model; expected a BPE model")
        #expect(message { $0.change("model") { $0["vocab"] = nil } }.contains("has no model.vocab"))
        #expect(message { $0.change("model") { $0["merges"] = nil } }.contains("has no model.merges; expected a list of merges"))
    }

    @Test func `merges that name unknown tokens or are no pairs`() {
        #expect(message { $0.change("model") { $0["merges"] = ["q q"] } }
            == "tokenizer.json: model.merges[0] names \"qq\", which is not in model.vocab or added_tokens")
        #expect(message { $0.change("model") { $0["merges"] = ["h e", "lonely"] } }.contains("model.merges[1] is"))
        #expect(message { $0.change("model") { $0["merges"] = "h e" } }.contains("model.merges is \"h e\"; expected an array"))
    }

    @Test func `ids that are none`() {
        #expect(message { $0.change("model") { $0["vocab"] = ["a": -1] } }.contains("model.vocab[\"a\"]"))
        #expect(message { $0.change("model") { $0["vocab"] = ["a": 99_999_999_999] } }.contains("expected an id from 0"))
        #expect(message { $0["added_tokens"] = [["id": 3, "content": "hello"]] }
            .contains("added_tokens[0].id is 3; expected 260, the id of \"hello\" in model.vocab"))
    }

    @Test(arguments: [
        ("model", "type", "WordPiece", "model.type is \"WordPiece\", which this tokenizer does not do; it does BPE"),
        ("model", "dropout", 0.1, "model.dropout is 0.1"),
        ("model", "end_of_word_suffix", "</w>", "model.end_of_word_suffix is \"</w>\""),
        ("model", "continuing_subword_prefix", "##", "model.continuing_subword_prefix is \"##\""),
        ("normalizer", "type", "Precompiled", "normalizer.type is \"Precompiled\""),
        ("pre_tokenizer", "type", "BertPreTokenizer", "pre_tokenizer.type is \"BertPreTokenizer\""),
        ("post_processor", "type", "RobertaProcessing", "post_processor.type is \"RobertaProcessing\""),
        ("decoder", "type", "WordPiece", "decoder.type is \"WordPiece\""),
    ] as [(String, String, JSONValue, String)])
    func `what we do not do is refused by name and place`(
        component: String, key: String, value: JSONValue, expected: String
    ) {
        let found = message { file in
            if file[component] == nil || file[component] == .null { file[component] = .object(JSONObject()) }
            file.change(component) { $0[key] = value }
        }
        #expect(found.contains(expected))
        #expect(found.contains("which this tokenizer does not do"))
    }

    @Test func `places inside lists are named`() {
        let found = message {
            $0["pre_tokenizer"] = ["type": "Sequence", "pretokenizers": [["type": "Digits"], ["type": "Whitespace"]]]
        }
        #expect(found.contains("pre_tokenizer.pretokenizers[1].type is \"Whitespace\""))
        let pattern = message {
            $0["pre_tokenizer"] = ["type": "Split", "pattern": ["Regex": "[a-z]+"], "behavior": "Isolated", "invert": false]
        }
        #expect(pattern.contains("pre_tokenizer.pattern.Regex is \"[a-z]+\""))
    }

    @Test func `a role that names no token`() {
        let error = #expect(throws: TokenizerError.self) {
            try Tokenizer(json: SmallTokenizers.byteLevelFile(), config: Data(#"{"eos_token": "</end>"}"#.utf8))
        }
        #expect(error?.description.contains("eos_token names \"</end>\"") == true)
    }

    @Test func `a chat template we cannot do is refused when a chat is rendered, not before`() throws {
        let tokenizer = try Tokenizer(
            json: SmallTokenizers.byteLevelFile(),
            config: Data(#"{"chat_template": "a\n{% include 'b' %}"}"#.utf8))
        #expect(tokenizer.hasChatTemplate)
        #expect(!tokenizer.encode("ab").isEmpty)
        let error = #expect(throws: ChatTemplateError.self) {
            try tokenizer.renderChat(messages: [ChatMessage(role: "user", content: "2 + 2?")])
        }
        #expect(error?.description.contains("chat template, line 2: the tag '{% include %}'") == true)
    }

    @Test func `the older form without a type is BPE`() throws {
        let tokenizer = try SmallTokenizers.byteLevel { $0.change("model") { $0["type"] = nil } }
        #expect(tokenizer.encode("hello") == [260])
    }
}
