public import Foundation

extension Tokenizer {
    /// Loads a model folder: `tokenizer.json` and, where they are,
    /// `tokenizer_config.json`, `special_tokens_map.json` and `chat_template.jinja`.
    public convenience init(directory: URL) throws(TokenizerError) {
        guard let json = try Self.contents("tokenizer.json", in: directory) else {
            throw .unreadableFile(
                path: directory.appendingPathComponent("tokenizer.json").path, reason: "there is no such file")
        }
        try self.init(
            json: json,
            config: try Self.contents("tokenizer_config.json", in: directory),
            specialTokensMap: try Self.contents("special_tokens_map.json", in: directory),
            chatTemplate: try Self.contents("chat_template.jinja", in: directory))
    }

    /// Loads from the contents of the files.
    ///
    /// - Parameters:
    ///   - json: `tokenizer.json`.
    ///   - config: `tokenizer_config.json`: which token begins, ends and pads.
    ///   - specialTokensMap: `special_tokens_map.json`, for roles that `config` does not name.
    ///   - chatTemplate: `chat_template.jinja`; it goes before the template in `config`.
    public convenience init(
        json: Data, config: Data? = nil, specialTokensMap: Data? = nil, chatTemplate: Data? = nil
    ) throws(TokenizerError) {
        var fields: [JSONField] = []
        if let config { fields.append(try Self.document(config, file: "tokenizer_config.json")) }
        if let specialTokensMap {
            fields.append(try Self.document(specialTokensMap, file: "special_tokens_map.json"))
        }
        try self.init(
            file: try TokenizerFile(json), specialTokens: try SpecialTokens(fields),
            chatTemplates: try Self.chatTemplates(config: config == nil ? nil : fields.first, file: chatTemplate))
    }

    private static func chatTemplates(
        config: JSONField?, file: Data?
    ) throws(TokenizerError) -> [String: Result<ChatTemplate, ChatTemplateError>] {
        var templates: [String: Result<ChatTemplate, ChatTemplateError>] = [:]
        if let field = try config?.optional("chat_template") {
            if case .array = field.value {
                for entry in try field.elements() {
                    let name = try entry.required("name", expected: "the name of the template").string()
                    let source = try entry.required("template", expected: "a Jinja template")
                    templates[name] = chatTemplate(try source.string())
                }
            } else {
                templates["default"] = chatTemplate(try field.string())
            }
        }
        if let file {
            templates["default"] = chatTemplate(String(decoding: file, as: UTF8.self))
        }
        return templates
    }

    /// A template that we cannot read is told when a chat is to be rendered, since no other use needs it.
    private static func chatTemplate(_ source: String) -> Result<ChatTemplate, ChatTemplateError> {
        Result { () throws(ChatTemplateError) in try ChatTemplate(source) }
    }

    /// The file's bytes, or nil where there is no such file.
    private static func contents(_ name: String, in directory: URL) throws(TokenizerError) -> Data? {
        let url = directory.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do {
            return try Data(contentsOf: url)
        } catch {
            throw .unreadableFile(path: url.path, reason: error.localizedDescription)
        }
    }

    private static func document(_ data: Data, file: String) throws(TokenizerError) -> JSONField {
        do {
            return JSONField(file: file, path: "", value: try JSONValue(parsing: data))
        } catch {
            throw .malformedJSON(file: file, error)
        }
    }
}
