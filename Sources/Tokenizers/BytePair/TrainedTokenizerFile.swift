import Foundation

/// The `tokenizer.json` of a trained byte-level vocabulary.
struct TrainedTokenizerFile {
    /// In the order of their ids, in the byte alphabet.
    let tokens: [String]
    let merges: [(String, String)]
    /// Their ids follow those of `tokens`.
    let specialTokens: [String]

    var data: Data {
        Data(document.serialized().utf8)
    }

    var document: JSONValue {
        let added = specialTokens.enumerated().map { index, content -> JSONValue in
            [
                "id": .integer(tokens.count + index), "content": .string(content), "single_word": false,
                "lstrip": false, "rstrip": false, "normalized": false, "special": true,
            ]
        }
        let vocabulary = tokens.enumerated().map {
            JSONObject.Entry(key: $0.element, value: .integer($0.offset))
        }
        return [
            "version": "1.0", "truncation": nil, "padding": nil,
            "added_tokens": .array(added),
            "normalizer": nil,
            "pre_tokenizer": [
                "type": "Sequence",
                "pretokenizers": [
                    ["type": "Digits", "individual_digits": true],
                    ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true],
                ],
            ],
            "post_processor": nil,
            "decoder": ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true],
            "model": [
                "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
                "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
                "vocab": .object(JSONObject(vocabulary)),
                "merges": .array(merges.map { [.string($0.0), .string($0.1)] }),
            ],
        ]
    }
}
