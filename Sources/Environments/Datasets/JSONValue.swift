/// Any JSON, for columns whose type differs between data sets. Nothing is lost: `1` and `1.0` differ, a whole
/// number may have any length, and the members of an object keep their order.
enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case whole(Int)
    /// A whole number that does not fit into `Int`: a sign and digits.
    case longWhole(String)
    /// With a point or an exponent. Python's `NaN` and `Infinity` are read too.
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object(JSONObject)

    subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// A text, or a number as text, whole ones without a point; `nil` for anything else.
    var scalarText: String? {
        switch self {
        case .text(let text), .longWhole(let text): text
        case .whole(let value): "\(value)"
        case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
        case .null, .bool, .list, .object: nil
        }
    }

    /// How an error names it.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .whole, .longWhole, .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

/// The members of a JSON object, in the order of the text; of two with one name, the last counts.
struct JSONObject: Sendable, Hashable {
    private(set) var keys: [String] = []
    private var values: [String: JSONValue] = [:]

    subscript(key: String) -> JSONValue? { values[key] }

    mutating func set(_ value: JSONValue, for key: String) {
        if values.updateValue(value, forKey: key) == nil { keys.append(key) }
    }
}
