extension JSONValue {
    /// The Python literal with the same value, as `json.loads` would give it: `1` stays whole, `1.0` a float.
    var pythonLiteral: String { pythonLiteral { _ in .list } }

    enum ListKind { case list, tuple, set }

    /// - Parameter kind: what a list at this depth is; the value itself has depth 0.
    func pythonLiteral(depth: Int = 0, _ kind: (Int) -> ListKind) -> String {
        switch self {
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .whole(let value): return "\(value)"
        case .longWhole(let digits): return digits
        case .number(let value): return Self.pythonLiteral(value)
        case .text(let text): return Self.pythonLiteral(text)
        case .list(let values):
            let items = values.map { $0.pythonLiteral(depth: depth + 1, kind) }.joined(separator: ", ")
            switch kind(depth) {
            case .list: return "[\(items)]"
            case .tuple: return values.count == 1 ? "(\(items),)" : "(\(items))"
            case .set: return "{\(items)}"
            }
        case .object(let members):
            let items = members.keys.map { key in
                Self.pythonLiteral(key) + ": " + (members[key]?.pythonLiteral(depth: depth + 1, kind) ?? "None")
            }
            return "{\(items.joined(separator: ", "))}"
        }
    }

    /// Swift and Python both write the shortest decimal that reads back the same.
    private static func pythonLiteral(_ value: Double) -> String {
        if value.isNaN { return "float('nan')" }
        // Too large for a float, so it reads as infinity, and it is a literal.
        if value.isInfinite { return value < 0 ? "-1e999" : "1e999" }
        return "\(value)"
    }

    private static func pythonLiteral(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": literal += "\\\\"
            case "\"": literal += "\\\""
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                literal += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    /// What an error shows of it.
    var excerpt: String {
        let text = pythonLiteral
        return text.utf8.count <= 60 ? text : "\(text.prefix(60))…"
    }
}
