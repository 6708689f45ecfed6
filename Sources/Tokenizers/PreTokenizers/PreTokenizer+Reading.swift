extension PreTokenizer {
    /// The steps that `pre_tokenizer` asks for, and whether the vocabulary is in bytes.
    struct Reading {
        var steps: [PreTokenizer] = []
        /// A `ByteLevel` step is there, so words are bytes written in the byte alphabet.
        var isByteLevel = false
    }

    static func read(_ field: JSONField?) throws(TokenizerError) -> Reading {
        var reading = Reading()
        if let field { try read(field, into: &reading) }
        return reading
    }

    private static func read(_ field: JSONField, into reading: inout Reading) throws(TokenizerError) {
        let type = try field.required("type", expected: "the name of a pre-tokenizer")
        // Bytes are written as other characters from here on, so a later step would see those.
        if reading.isByteLevel {
            throw .unsupported(
                file: field.file, path: field.path, found: "a step after ByteLevel",
                supported: "ByteLevel as the last step")
        }
        switch try type.string() {
        case "Sequence":
            let steps = try field.required("pretokenizers", expected: "a list of pre-tokenizers")
            for step in try steps.elements() { try read(step, into: &reading) }
        case "ByteLevel":
            if try field.bool("add_prefix_space", default: true) { reading.steps.append(.prefixSpace) }
            if try field.bool("use_regex", default: true) { reading.steps.append(.pattern(.gpt2)) }
            reading.isByteLevel = true
        case "Split":
            reading.steps.append(try readSplit(field))
        case "Digits":
            reading.steps.append(.digits(individual: try field.bool("individual_digits", default: false)))
        case "Metaspace":
            reading.steps.append(.metaspace(try readMetaspace(field)))
        default:
            throw type.unsupported("ByteLevel, Split, Digits, Metaspace and Sequence")
        }
    }

    private static func readSplit(_ field: JSONField) throws(TokenizerError) -> PreTokenizer {
        let behaviorField = try field.required("behavior", expected: "a split behavior")
        guard let behavior = SplitBehavior(rawValue: try behaviorField.string()) else {
            throw behaviorField.unsupported("Removed, Isolated, MergedWithPrevious, MergedWithNext and Contiguous")
        }
        let inverted = try field.bool("invert", default: false)
        let pattern = try field.required("pattern", expected: "{\"Regex\": …} or {\"String\": …}")
        if let literal = try pattern.optional("String") {
            return .literal(Array(try literal.string().utf8), behavior, inverted: inverted)
        }
        let regex = try pattern.required("Regex", expected: "a pattern")
        guard let known = SplitPattern(text: try regex.string()) else {
            throw regex.unsupported("the patterns of GPT-2, Llama 3, Qwen 2 and 3.5, and cl100k, written exactly so")
        }
        // A known pattern leaves no gaps, so these two say the same.
        guard behavior == .isolated || (behavior == .removed && inverted) else {
            throw behaviorField.unsupported("Isolated, or Removed with invert, for a Regex")
        }
        return .pattern(known)
    }

    private static func readMetaspace(_ field: JSONField) throws(TokenizerError) -> Metaspace {
        let mark = try field.optional("replacement")?.string() ?? "\u{2581}"
        var scheme = Metaspace.PrependScheme.always
        // The older form says the same with a boolean.
        if let addsPrefix = try field.optional("add_prefix_space") {
            scheme = try addsPrefix.bool() ? .always : .never
        }
        if let schemeField = try field.optional("prepend_scheme") {
            guard let named = Metaspace.PrependScheme(rawValue: try schemeField.string()) else {
                throw schemeField.unsupported("always, never and first")
            }
            scheme = named
        }
        return Metaspace(
            mark: Array(mark.utf8), prependScheme: scheme, splits: try field.bool("split", default: true))
    }
}
