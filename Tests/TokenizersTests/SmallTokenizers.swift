import Foundation

@testable import Tokenizers

/// Tokenizers small enough to follow by hand.
enum SmallTokenizers {
    /// Byte-level; merges: h e, l l, he ll, Ġ w, hell o. Ids: bytes 0…255 by code
    /// point of the byte alphabet, then `he` 256 … `hello` 260.
    static func byteLevel(_ change: (inout JSONObject) -> Void = { _ in }) throws -> Tokenizer {
        try Tokenizer(json: byteLevelFile(change))
    }

    static func byteLevelFile(_ change: (inout JSONObject) -> Void = { _ in }) -> Data {
        let merges = [("h", "e"), ("l", "l"), ("he", "ll"), ("Ġ", "w"), ("hell", "o")]
        let tokens = ByteAlphabet.characters.sorted { $0.value < $1.value }.map { String($0) }
            + merges.map { $0.0 + $0.1 }
        var file = TrainedTokenizerFile(tokens: tokens, merges: merges, specialTokens: ["<|end|>", "<|pad|>"]).document
        if case .object(var object) = file {
            change(&object)
            file = .object(object)
        }
        return Data(file.serialized().utf8)
    }

    /// SentencePiece style with byte fallback: 0 `<unk>`, 1 `<s>`, 2 `</s>`, 3…258 the bytes,
    /// then ▁ t h e a c and the merges h e, ▁ t, ▁t he, ▁ a, ▁ ▁.
    static func sentencePiece(_ change: (inout JSONObject) -> Void = { _ in }) throws -> Tokenizer {
        let bytes = (0..<256).map { "<0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) + ">" }
        let merges = ["h e", "▁ t", "▁t he", "▁ a", "▁ ▁"]
        let tokens = ["<unk>", "<s>", "</s>"] + bytes + ["▁", "t", "h", "e", "a", "c"]
            + merges.map { $0.replacing(" ", with: "") }
        let vocabulary = tokens.enumerated().map { JSONObject.Entry(key: $0.element, value: .integer($0.offset)) }
        let added = (0..<3).map { id -> JSONValue in
            ["id": .integer(id), "content": .string(tokens[id]), "special": true, "normalized": false]
        }
        var object = JSONObject([
            JSONObject.Entry(key: "added_tokens", value: .array(added)),
            JSONObject.Entry(key: "normalizer", value: [
                "type": "Sequence",
                "normalizers": [
                    ["type": "Prepend", "prepend": "▁"],
                    ["type": "Replace", "pattern": ["String": " "], "content": "▁"],
                ],
            ]),
            JSONObject.Entry(key: "post_processor", value: [
                "type": "TemplateProcessing",
                "single": [["SpecialToken": ["id": "<s>", "type_id": 0]], ["Sequence": ["id": "A", "type_id": 0]]],
                "special_tokens": ["<s>": ["id": "<s>", "ids": [1], "tokens": ["<s>"]]],
            ]),
            JSONObject.Entry(key: "decoder", value: [
                "type": "Sequence",
                "decoders": [
                    ["type": "Replace", "pattern": ["String": "▁"], "content": " "],
                    ["type": "ByteFallback"], ["type": "Fuse"],
                    ["type": "Strip", "content": " ", "start": 1, "stop": 0],
                ],
            ]),
            JSONObject.Entry(key: "model", value: [
                "type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
                "vocab": .object(JSONObject(vocabulary)),
                "merges": .array(merges.map { .string($0) }),
            ]),
        ])
        change(&object)
        return try Tokenizer(json: Data(JSONValue.object(object).serialized().utf8))
    }
}

extension JSONObject {
    /// Changes the object under `key`.
    mutating func change(_ key: String, _ body: (inout JSONObject) -> Void) {
        guard case .object(var inner)? = self[key] else { return }
        body(&inner)
        self[key] = .object(inner)
    }
}

extension Tokenizer {
    /// The texts of the tokens of a text.
    func tokens(_ text: String, addSpecialTokens: Bool = false) -> [String] {
        encode(text, addSpecialTokens: addSpecialTokens).map { token(for: $0) ?? "?" }
    }
}
