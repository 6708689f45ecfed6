extension Normalizer {
    /// The steps that `normalizer` asks for; none where it is absent.
    static func read(_ field: JSONField?) throws(TokenizerError) -> [Normalizer] {
        guard let field else { return [] }
        let type = try field.required("type", expected: "the name of a normalizer")
        switch try type.string() {
        case "Sequence":
            var steps: [Normalizer] = []
            let fields = try field.required("normalizers", expected: "a list of normalizers")
            for step in try fields.elements() { steps += try read(step) }
            return steps
        case "NFC": return [.form(.nfc)]
        case "NFD": return [.form(.nfd)]
        case "NFKC": return [.form(.nfkc)]
        case "NFKD": return [.form(.nfkd)]
        case "Lowercase": return [.lowercase]
        case "Strip":
            return [.strip(
                left: try field.bool("strip_left", default: true),
                right: try field.bool("strip_right", default: true))]
        case "Prepend":
            return [.prepend(Array(try field.required("prepend", expected: "a text").string().utf8))]
        case "Replace":
            let pattern = try field.required("pattern", expected: "{\"String\": …}")
            if let regex = try pattern.optional("Regex") { throw regex.unsupported("a literal {\"String\": …}") }
            let literal = try pattern.required("String", expected: "a text")
            let content = try field.required("content", expected: "a text")
            return [.replace(Array(try literal.string().utf8), with: Array(try content.string().utf8))]
        default:
            throw type.unsupported(
                "NFC, NFD, NFKC, NFKD, Lowercase, Strip, Prepend, Replace and Sequence")
        }
    }
}
