extension JSONValue: Codable {
    private struct FieldName: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Keys come sorted: `Decoder` does not tell their order. `init(parsing:)` keeps it.
    public init(from decoder: any Decoder) throws {
        if let fields = matching({ try decoder.container(keyedBy: FieldName.self) }) {
            let keys = fields.allKeys.sorted { $0.stringValue < $1.stringValue }
            self = .object(JSONObject(try keys.map { key in
                JSONObject.Entry(key: key.stringValue, value: try fields.decode(JSONValue.self, forKey: key))
            }))
            return
        }
        if var list = matching({ try decoder.unkeyedContainer() }) {
            var elements: [JSONValue] = []
            while !list.isAtEnd { elements.append(try list.decode(JSONValue.self)) }
            self = .array(elements)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let bool = matching({ try single.decode(Bool.self) }) {
            self = .bool(bool)
        } else if let integer = matching({ try single.decode(Int.self) }) {
            self = .integer(integer)
        } else if let number = matching({ try single.decode(Double.self) }) {
            self = .number(number)
        } else {
            self = .string(try single.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object):
            var fields = encoder.container(keyedBy: FieldName.self)
            for entry in object.entries { try fields.encode(entry.value, forKey: FieldName(stringValue: entry.key)) }
        case .array(let elements):
            var list = encoder.unkeyedContainer()
            for element in elements { try list.encode(element) }
        case .null: try encodeSingle(encoder) { try $0.encodeNil() }
        case .bool(let bool): try encodeSingle(encoder) { try $0.encode(bool) }
        case .integer(let integer): try encodeSingle(encoder) { try $0.encode(integer) }
        case .number(let number): try encodeSingle(encoder) { try $0.encode(number) }
        case .string(let string): try encodeSingle(encoder) { try $0.encode(string) }
        }
    }

    private func encodeSingle(
        _ encoder: any Encoder, _ write: (inout any SingleValueEncodingContainer) throws -> Void
    ) throws {
        var container = encoder.singleValueContainer()
        try write(&container)
    }
}

/// Nil where the value is of another type, which is the only way to ask a
/// `Decoder` for the type. Decoders differ in what they throw then; a value of
/// no type at all fails in the last attempt, which is not wrapped.
private func matching<Value>(_ read: () throws -> Value) -> Value? {
    do { return try read() } catch { return nil }
}
