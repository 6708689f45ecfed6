extension JSONValue {
    /// The Python literal with the same value, as `json.loads` would give it: `1` stays whole, `1.0` a float.
    var pythonLiteral: String { pythonLiteral { _ in .list } }

    enum ListKind { case list, tuple, set }

    /// - Parameter kind: what a list at this depth is; the value itself has depth 0.
    func pythonLiteral(_ kind: (Int) -> ListKind) -> String {
        var literal = ""
        writePython(to: &literal, depth: 0, kind)
        return literal
    }

    private func writePython(to literal: inout String, depth: Int, _ kind: (Int) -> ListKind) {
        switch self {
        case .null: literal += "None"
        case .bool(let value): literal += value ? "True" : "False"
        case .whole(let value): literal += String(value)
        case .longWhole(let digits): literal += digits
        case .number(let value): literal += Self.python(value)
        case .text(let text): Self.writePython(text, to: &literal)
        case .list(let values):
            let here = kind(depth)
            literal += here == .list ? "[" : here == .tuple ? "(" : "{"
            for (index, value) in values.enumerated() {
                if index > 0 { literal += ", " }
                value.writePython(to: &literal, depth: depth + 1, kind)
            }
            if here == .tuple, values.count == 1 { literal += "," }
            literal += here == .list ? "]" : here == .tuple ? ")" : "}"
        case .object(let members):
            literal += "{"
            for (index, key) in members.keys.enumerated() {
                if index > 0 { literal += ", " }
                Self.writePython(key, to: &literal)
                literal += ": "
                (members[key] ?? .null).writePython(to: &literal, depth: depth + 1, kind)
            }
            literal += "}"
        }
    }

    /// Swift and Python both write the shortest decimal that reads back the same.
    private static func python(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        // Too large for a float, so it reads as infinity, and it is a literal.
        if value.isInfinite { return value < 0 ? "-1e999" : "1e999" }
        return "\(value)"
    }

    private static func writePython(_ text: String, to literal: inout String) {
        literal += "\""
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
        literal += "\""
    }

    /// What an error shows of it.
    var excerpt: String {
        let text = pythonLiteral
        return text.utf8.count <= 60 ? text : "\(text.prefix(60))…"
    }
}
