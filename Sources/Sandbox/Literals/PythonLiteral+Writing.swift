extension PythonLiteral: CustomStringConvertible {
    /// A text that reads back as this value; equal values of one spelling have one text. Not letter by letter Python's `repr`:
    /// quotes are single, all but printing ASCII is escaped, and sets keep the order they were written in.
    public var description: String {
        switch self {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let digits): digits
        case .float(let value): Self.text(value)
        case .complex(let real, let imaginary): "complex(\(Self.text(real)), \(Self.text(imaginary)))"
        case .string(let text): "'" + text.unicodeScalars.map(Self.escaped).joined() + "'"
        case .bytes(let bytes): "b'" + bytes.map { Self.escaped(Unicode.Scalar($0)) }.joined() + "'"
        case .list(let items): "[" + Self.joined(items) + "]"
        case .tuple(let items): "(" + Self.joined(items) + (items.count == 1 ? ",)" : ")")
        case .set(let items): items.isEmpty ? "set()" : "{" + Self.joined(items) + "}"
        case .frozenset(let items): "frozenset([" + Self.joined(items) + "])"
        case .dictionary(let entries): "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }

    private static func joined(_ items: [PythonLiteral]) -> String { items.map(\.description).joined(separator: ", ") }

    private static func text(_ value: Double) -> String {
        value.isNaN ? "nan" : value.isInfinite ? (value < 0 ? "-inf" : "inf") : "\(value)"
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\\": return "\\\\"
        case "'": return "\\'"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case " "..."~": return String(Character(scalar))
        default:
            let digits = String(scalar.value, radix: 16)
            let (mark, width) = scalar.value < 0x100 ? ("\\x", 2) : scalar.value < 0x10000 ? ("\\u", 4) : ("\\U", 8)
            return mark + String(repeating: "0", count: width - digits.count) + digits
        }
    }
}
