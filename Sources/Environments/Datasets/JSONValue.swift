/// Any JSON, for columns whose type differs between data sets.
enum JSONValue: Decodable, Sendable, Hashable {
    case null
    case bool(Bool)
    case whole(Int)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = Self.first(container, Bool.self) {
            self = .bool(value)
        } else if let value = Self.first(container, Int.self) {
            self = .whole(value)
        } else if let value = Self.first(container, Double.self) {
            self = .number(value)
        } else if let value = Self.first(container, String.self) {
            self = .text(value)
        } else if let value = Self.first(container, [JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// A type that does not fit is not an error here: the next one is tried, and the last one throws.
    private static func first<Value: Decodable>(_ container: any SingleValueDecodingContainer, _ type: Value.Type)
        -> Value?
    {
        do { return try container.decode(type) } catch { return nil }
    }

    subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// A text, or a number as text; `nil` for anything else.
    var scalarText: String? {
        switch self {
        case .text(let text): text
        case .whole(let value): "\(value)"
        case .number(let value): "\(value)"
        case .null, .bool, .list, .object: nil
        }
    }

    /// How an error names it.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .whole, .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}
