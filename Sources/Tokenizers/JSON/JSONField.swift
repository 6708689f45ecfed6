/// A value inside a JSON file that knows the way to itself, so that every
/// error can say where.
struct JSONField {
    let file: String
    let path: String
    let value: JSONValue

    /// The field `key`, or nil where it is absent or null.
    func optional(_ key: String) throws(TokenizerError) -> JSONField? {
        let object = try object()
        guard let found = object[key], found != .null else { return nil }
        return JSONField(file: file, path: child(key), value: found)
    }

    func required(_ key: String, expected: String) throws(TokenizerError) -> JSONField {
        guard let field = try optional(key) else {
            throw .missingField(file: file, path: child(key), expected: expected)
        }
        return field
    }

    func object() throws(TokenizerError) -> JSONObject {
        guard case .object(let object) = value else { throw wrong("an object") }
        return object
    }

    func elements() throws(TokenizerError) -> [JSONField] {
        guard case .array(let elements) = value else { throw wrong("an array") }
        return elements.enumerated().map {
            JSONField(file: file, path: "\(path)[\($0.offset)]", value: $0.element)
        }
    }

    func string() throws(TokenizerError) -> String {
        guard case .string(let string) = value else { throw wrong("a string") }
        return string
    }

    func integer() throws(TokenizerError) -> Int {
        guard case .integer(let integer) = value else { throw wrong("an integer") }
        return integer
    }

    func bool() throws(TokenizerError) -> Bool {
        guard case .bool(let bool) = value else { throw wrong("true or false") }
        return bool
    }

    func bool(_ key: String, default missing: Bool) throws(TokenizerError) -> Bool {
        try optional(key)?.bool() ?? missing
    }

    /// The `type` of a component.
    func type() throws(TokenizerError) -> String {
        try required("type", expected: "the name of a component").string()
    }

    func wrong(_ expected: String) -> TokenizerError {
        .wrongValue(file: file, path: path.isEmpty ? "the document" : path, found: shown, expected: expected)
    }

    func unsupported(_ supported: String) -> TokenizerError {
        .unsupported(file: file, path: path, found: shown, supported: supported)
    }

    private var shown: String {
        switch value {
        case .string(let string): "\"\(string)\""
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .bool(let bool): "\(bool)"
        default: value.kind
        }
    }

    private func child(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
}
