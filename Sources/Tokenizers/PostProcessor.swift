/// Which special tokens go around the ids of one text.
struct PostProcessor: Sendable, Equatable {
    var prefix: [Int32] = []
    var suffix: [Int32] = []

    /// Reads `post_processor`. Its pair template is for two texts at once, which we do not do.
    static func read(_ field: JSONField?) throws(TokenizerError) -> PostProcessor {
        guard let field else { return PostProcessor() }
        let type = try field.required("type", expected: "the name of a post-processor")
        switch try type.string() {
        case "ByteLevel":
            // It moves offsets only.
            return PostProcessor()
        case "Sequence":
            var whole = PostProcessor()
            let fields = try field.required("processors", expected: "a list of post-processors")
            for element in try fields.elements() {
                let inner = try read(element)
                whole.prefix = inner.prefix + whole.prefix
                whole.suffix += inner.suffix
            }
            return whole
        case "TemplateProcessing":
            return try readTemplate(field)
        default:
            throw type.unsupported("ByteLevel, TemplateProcessing and Sequence")
        }
    }

    private static func readTemplate(_ field: JSONField) throws(TokenizerError) -> PostProcessor {
        var processor = PostProcessor()
        var sequenceCount = 0
        let special = try field.optional("special_tokens")
        for piece in try field.required("single", expected: "a list of pieces").elements() {
            if let sequence = try piece.optional("Sequence") {
                let id = try sequence.required("id", expected: "A")
                guard try id.string() == "A", sequenceCount == 0 else { throw id.unsupported("the sequence A, once") }
                sequenceCount += 1
                continue
            }
            let name = try piece.required("SpecialToken", expected: "a SpecialToken or Sequence").required(
                "id", expected: "the name of a special token")
            guard let entry = try special?.optional(try name.string()) else {
                throw .unknownToken(file: name.file, path: name.path, token: try name.string())
            }
            for id in try entry.required("ids", expected: "a list of ids").elements() {
                guard let value = Int32(exactly: try id.integer()), value >= 0 else { throw id.wrong("a token id") }
                if sequenceCount == 0 { processor.prefix.append(value) } else { processor.suffix.append(value) }
            }
        }
        guard sequenceCount == 1 else {
            throw .wrongValue(
                file: field.file, path: "\(field.path).single", found: "without the sequence A",
                expected: "the sequence A once")
        }
        return processor
    }
}
