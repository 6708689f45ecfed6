import Foundation

/// What `tokenizer.json` says, read and checked; parts we do not do are errors.
///
/// `truncation` and `padding` are not used: they are settings of a call, and
/// every caller of ours cuts and pads itself.
struct TokenizerFile: Sendable {
    static let name = "tokenizer.json"

    /// The text of each token, added ones too.
    var tokens: TokenTable
    var addedTokens: [AddedToken]
    var normalizers: [Normalizer]
    var preTokenizers: [PreTokenizer]
    var model: BytePairEncoding
    var postProcessor: PostProcessor
    var decoders: [TokenDecoder]?

    init(_ data: Data) throws(TokenizerError) {
        let document: JSONValue
        do { document = try JSONValue(parsing: data) } catch { throw .malformedJSON(file: Self.name, error) }
        let root = JSONField(file: Self.name, path: "", value: document)
        normalizers = try Normalizer.read(try root.optional("normalizer"))
        let preTokenizer = try PreTokenizer.read(try root.optional("pre_tokenizer"))
        preTokenizers = preTokenizer.steps
        decoders = try TokenDecoder.read(try root.optional("decoder"))
        postProcessor = try PostProcessor.read(try root.optional("post_processor"))
        let modelField = try root.required("model", expected: "a BPE model")
        var tokens = TokenTable(capacity: 4096)
        model = try BytePairEncoding.read(modelField, tokens: &tokens, isByteLevel: preTokenizer.isByteLevel)
        addedTokens = try Self.readAddedTokens(try root.optional("added_tokens"), tokens: &tokens)
        self.tokens = tokens
    }

    private static func readAddedTokens(
        _ field: JSONField?, tokens: inout TokenTable
    ) throws(TokenizerError) -> [AddedToken] {
        guard let field else { return [] }
        var added: [AddedToken] = []
        for entry in try field.elements() {
            let id = try entry.required("id", expected: "a token id")
            guard let value = Int32(exactly: try id.integer()), (0..<(1 << 22)).contains(value) else {
                throw id.wrong("a token id")
            }
            let token = try AddedToken(entry, id: value)
            let content = Array(token.content.utf8)
            if let known = tokens.id(of: content) {
                guard known == value else { throw id.wrong("\(known), the id of \"\(token.content)\" in model.vocab") }
            } else {
                tokens.insert(content, id: Int(value))
            }
            added.append(token)
        }
        return added
    }
}
