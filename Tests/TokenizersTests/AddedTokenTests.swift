import Foundation
import Testing

@testable import Tokenizers

struct AddedTokenTests {
    private func tokenizer(_ extra: [JSONValue]) throws -> Tokenizer {
        try SmallTokenizers.byteLevel { object in
            guard case .array(let added)? = object["added_tokens"] else { return }
            object["added_tokens"] = .array(added + extra)
        }
    }

    private func token(_ content: String, _ flags: [String: Bool] = [:], id: Int = 263) -> JSONValue {
        var object = JSONObject([
            JSONObject.Entry(key: "id", value: .integer(id)),
            JSONObject.Entry(key: "content", value: .string(content)),
            JSONObject.Entry(key: "normalized", value: false),
        ])
        for (flag, value) in flags { object[flag] = .bool(value) }
        return .object(object)
    }

    @Test func `white space beside a stripping token belongs to it`() throws {
        let left = try tokenizer([token("<a>", ["lstrip": true])])
        #expect(left.tokens("o \t <a> o") == ["o", "<a>", "Ġ", "o"])
        let right = try tokenizer([token("<a>", ["rstrip": true])])
        #expect(right.tokens("o <a> \n o") == ["o", "Ġ", "<a>", "o"])
    }

    @Test func `a single word is found only between other characters`() throws {
        let tokenizer = try tokenizer([token("or", ["single_word": true])])
        #expect(tokenizer.tokens("or-or") == ["or", "-", "or"])
        #expect(tokenizer.tokens("for") == ["f", "o", "r"])
        #expect(tokenizer.tokens("ora") == ["o", "r", "a"])
    }

    @Test func `the longest of the tokens at one place is taken`() throws {
        let tokenizer = try tokenizer([token("<a>"), token("<a><b>", id: 264)])
        #expect(tokenizer.encode("<a><b><a>") == [264, 263])
    }

    @Test func `a normalized token is found after normalization`() throws {
        let tokenizer = try SmallTokenizers.byteLevel { object in
            object["normalizer"] = ["type": "Lowercase"]
            object["added_tokens"] = [
                ["id": 261, "content": "Stop", "normalized": true], ["id": 262, "content": "Go", "normalized": false],
            ]
        }
        #expect(tokenizer.encode("STOP") == [261])
        #expect(tokenizer.tokens("GO") == ["g", "o"])
        #expect(tokenizer.encode("Go") == [262])
    }

    @Test func `a token only not special stays when special ones are left out`() throws {
        let tokenizer = try tokenizer([token("<a>")])
        #expect(try tokenizer.decode([263, 261], skipSpecialTokens: true) == "<a>")
    }
}
