extension TokenDecoder {
    /// The steps that `decoder` asks for. Nil where it is absent: tokens are joined with spaces.
    static func read(_ field: JSONField?) throws(TokenizerError) -> [TokenDecoder]? {
        guard let field else { return nil }
        let type = try field.required("type", expected: "the name of a decoder")
        switch try type.string() {
        case "Sequence":
            var steps: [TokenDecoder] = []
            let fields = try field.required("decoders", expected: "a list of decoders")
            for step in try fields.elements() { steps += try read(step) ?? [] }
            return steps
        case "ByteLevel": return [.byteLevel]
        case "ByteFallback": return [.byteFallback]
        case "Fuse": return [.fuse]
        case "Replace":
            let pattern = try field.required("pattern", expected: "{\"String\": …}")
            if let regex = try pattern.optional("Regex") { throw regex.unsupported("a literal {\"String\": …}") }
            let literal = try pattern.required("String", expected: "a text")
            let content = try field.required("content", expected: "a text")
            return [.replace(Array(try literal.string().utf8), with: Array(try content.string().utf8))]
        case "Strip":
            let content = try field.required("content", expected: "a character").string()
            return [.strip(
                Array(content.utf8), start: try count("start", of: field), stop: try count("stop", of: field))]
        case "Metaspace":
            let mark = try field.optional("replacement")?.string() ?? "\u{2581}"
            var drops = try field.bool("add_prefix_space", default: true)
            if let scheme = try field.optional("prepend_scheme") { drops = try scheme.string() != "never" }
            return [.metaspace(mark: Array(mark.utf8), dropsFirst: drops)]
        default:
            throw type.unsupported("ByteLevel, ByteFallback, Fuse, Replace, Strip, Metaspace and Sequence")
        }
    }

    private static func count(_ key: String, of field: JSONField) throws(TokenizerError) -> Int {
        let found = try field.required(key, expected: "a count of characters")
        let count = try found.integer()
        guard count >= 0 else { throw found.wrong("0 or more") }
        return count
    }
}
