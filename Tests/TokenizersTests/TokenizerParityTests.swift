import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Ids and texts made with Hugging Face tokenizers 0.23.3, and with the models
/// themselves (baselines); sources in the README of the shared data.
@Suite(.enabled(if: SharedData.has("tokenizers"), "needs the shared data"))
struct TokenizerParityTests {
    @Test(arguments: ["gpt2", "qwen2.5", "llama3-style-tiny", "smollm-style-tiny", "tinyllama", "phi-3-mini"])
    func `agrees with tokenizers on every line`(name: String) throws {
        let tokenizer = try Tokenizer(directory: try SharedData.url("tokenizers/\(name)"))
        let lines = try SharedData.lines("tokenizer-parity/\(name).jsonl")
        #expect(lines.count == 286)
        for line in lines {
            let text = try #require(line.string("text"))
            let ids = try #require(line.ids("ids"))
            let comment = Comment(rawValue: line.string("id") ?? "")
            #expect(tokenizer.encode(text) == ids, comment)
            #expect(tokenizer.encode(text, addSpecialTokens: true) == line.ids("ids_with_special") ?? ids, comment)
            try expectDecoding(tokenizer, ids, line, comment)
        }
    }

    @Test(arguments: ["gpt2", "qwen2.5", "tinyllama"])
    func `agrees with the baselines of the real models`(name: String) throws {
        let tokenizer = try Tokenizer(directory: try SharedData.url("tokenizers/\(name)"))
        let lines = try SharedData.lines("tokenizer-parity/baseline-\(name).jsonl")
        #expect(lines.count == 30)
        for line in lines {
            let text = try #require(line.string("text"))
            let ids = try #require(line.ids("ids_with_special"))
            let comment = Comment(rawValue: line.string("id") ?? "")
            #expect(tokenizer.encode(text, addSpecialTokens: true) == ids, comment)
            try expectDecoding(tokenizer, ids, line, comment)
        }
    }

    private func expectDecoding(
        _ tokenizer: Tokenizer, _ ids: [Int32], _ line: JSONObject, _ comment: Comment
    ) throws {
        let decoded = try #require(line.string("decoded"))
        #expect(try tokenizer.decode(ids).hasSameBytes(as: decoded), comment)
        let skipped = try tokenizer.decode(ids, skipSpecialTokens: true)
        #expect(skipped.hasSameBytes(as: line.string("decoded_skip_special") ?? decoded), comment)
        for skips in [false, true] {
            var stream = StreamDecoder(tokenizer, skipSpecialTokens: skips)
            var text = ""
            for id in ids { text += try stream.append(id) }
            text += stream.finish()
            #expect(text.hasSameBytes(as: try tokenizer.decode(ids, skipSpecialTokens: skips)), comment)
        }
    }

    @Test func `reads the special tokens of the folder`() throws {
        let tokenizer = try Tokenizer(directory: try SharedData.url("tokenizers/llama3-style-tiny"))
        #expect(tokenizer.vocabularySize == 4104)
        #expect(tokenizer.bosTokenID == 4096)
        #expect(tokenizer.token(for: 4096) == "<|begin_of_text|>")
        #expect(tokenizer.eosTokenID == tokenizer.tokenID(of: "<|eot_id|>"))
        #expect(tokenizer.padTokenID == 4103)
        #expect(tokenizer.hasChatTemplate)
    }

    @Test func `roles written as objects are read, and null is none`() throws {
        let tokenizer = try Tokenizer(directory: try SharedData.url("tokenizers/tinyllama"))
        #expect(tokenizer.bosTokenID == 1)
        #expect(tokenizer.eosTokenID == 2)
        #expect(tokenizer.padTokenID == nil)
    }
}
