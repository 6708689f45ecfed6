/// The roles that `tokenizer_config.json` or `special_tokens_map.json` give to tokens.
struct SpecialTokens: Sendable, Equatable {
    var bos: String?
    var eos: String?
    var pad: String?
    var unknown: String?

    /// - Parameter files: the first that names a role decides.
    init(_ files: [JSONField]) throws(TokenizerError) {
        bos = try Self.role("bos_token", files)
        eos = try Self.role("eos_token", files)
        pad = try Self.role("pad_token", files)
        unknown = try Self.role("unk_token", files)
    }

    /// What chat templates read, by its name there.
    var variables: [String: JSONValue] {
        let named = ["bos_token": bos, "eos_token": eos, "pad_token": pad, "unk_token": unknown]
        return named.compactMapValues { $0.map { .string($0) } }
    }

    /// A token is written as its text or as an object with `content`.
    private static func role(_ key: String, _ files: [JSONField]) throws(TokenizerError) -> String? {
        for file in files {
            guard let field = try file.optional(key) else { continue }
            if case .object = field.value {
                return try field.required("content", expected: "the text of the token").string()
            }
            return try field.string()
        }
        return nil
    }
}
