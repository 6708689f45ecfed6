import Sandbox

extension JSONValue {
    /// A literal as JSON has it; what JSON has not (bytes, complex numbers, keys that are no texts) as its text.
    init(_ literal: PythonLiteral) {
        switch literal {
        case .none: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let digits): self = Int(digits).map(JSONValue.whole) ?? .longWhole(digits)
        case .float(let value): self = .number(value)
        case .string(let text): self = .text(text)
        case .list(let values), .tuple(let values), .set(let values), .frozenset(let values): self = .list(values.map(JSONValue.init))
        case .dictionary(let entries):
            self = .object(JSONObject(entries.map { entry in
                let key = if case .string(let text) = entry.key { text } else { entry.key.description }
                return (key, JSONValue(entry.value))
            }))
        case .complex, .bytes: self = .text(literal.description)
        }
    }

    /// A number, or a truth value as 1 or 0.
    var asNumber: Double? {
        switch self {
        case .number(let value): value
        case .whole(let value): Double(value)
        case .longWhole(let digits): Double(digits)
        case .bool(let isTrue): isTrue ? 1 : 0
        case .null, .text, .list, .object: nil
        }
    }
}

extension JSONObject {
    /// These members, in this order.
    init(_ members: [(String, JSONValue)]) {
        self.init()
        for (key, value) in members { set(value, for: key) }
    }
}
