/// What can be wrong with a tokenizer's files, or with ids given to it.
public enum TokenizerError: Error, Equatable, CustomStringConvertible {
    /// A file that must be there is not, or cannot be read.
    case unreadableFile(path: String, reason: String)
    /// A file that is not JSON.
    case malformedJSON(file: String, JSONParseError)
    /// A field that must be there is not. `path` is the way to it, such as `model.merges`.
    case missingField(file: String, path: String, expected: String)
    /// A field of another type or shape than expected.
    case wrongValue(file: String, path: String, found: String, expected: String)
    /// A component or option we do not do.
    case unsupported(file: String, path: String, found: String, supported: String)
    /// A merge, a special token or a template that names a token outside the vocabulary.
    case unknownToken(file: String, path: String, token: String)
    /// An id given for decoding that no token has.
    case idOutOfVocabulary(id: Int32, vocabularySize: Int)

    public var description: String {
        switch self {
        case .unreadableFile(let path, let reason):
            "\(path) cannot be read: \(reason); a tokenizer folder holds tokenizer.json and, if it can chat, "
                + "tokenizer_config.json or chat_template.jinja"
        case .malformedJSON(let file, let error):
            "\(file) is not JSON: \(error); fetch the file again"
        case .missingField(let file, let path, let expected):
            "\(file) has no \(path); expected \(expected)"
        case .wrongValue(let file, let path, let found, let expected):
            "\(file): \(path) is \(found); expected \(expected)"
        case .unsupported(let file, let path, let found, let supported):
            "\(file): \(path) is \(found), which this tokenizer does not do; it does \(supported)"
        case .unknownToken(let file, let path, let token):
            "\(file): \(path) names \"\(token)\", which is not in model.vocab or added_tokens"
        case .idOutOfVocabulary(let id, let size):
            "token id \(id) is out of vocabulary; ids here run from 0 to \(size - 1). "
                + "Do model and tokenizer belong together?"
        }
    }
}
