extension JinjaValue {
    /// Python's `==`.
    static func isEqual(_ a: JinjaValue, _ b: JinjaValue) -> Bool {
        switch (a, b) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.string(let a), .string(let b)): return a.hasSameBytes(as: b)
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { isEqual($0, $1) }
        case (.dictionary(let a), .dictionary(let b)):
            return a.entries.count == b.entries.count
                && a.entries.allSatisfy { entry in b[entry.key].map { isEqual(entry.value, $0) } ?? false }
        case (.namespace(let a), .namespace(let b)): return a === b
        case (.macro(let a), .macro(let b)): return a === b
        case (.loop(let a), .loop(let b)): return a === b
        case (.function(let a), .function(let b)): return a == b
        default:
            if let a = a.integer, let b = b.integer { return a == b }
            if let a = a.number, let b = b.number { return a == b }
            return false
        }
    }

    /// Python's `<`, or nil where the two have no order.
    static func isLess(_ a: JinjaValue, _ b: JinjaValue) -> Bool? {
        switch (a, b) {
        case (.string(let a), .string(let b)):
            return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
            for (left, right) in zip(a, b) where !isEqual(left, right) { return isLess(left, right) }
            return a.count < b.count
        default:
            if let a = a.integer, let b = b.integer { return a < b }
            guard let a = a.number, let b = b.number else { return nil }
            return a < b
        }
    }

    /// Python's `str`, which is what `{{ … }}` prints.
    var printed: String {
        switch self {
        case .undefined: ""
        case .string(let string): string
        default: representation
        }
    }

    /// Python's `repr`.
    var representation: String {
        switch self {
        case .undefined: return "Undefined"
        case .none: return "None"
        case .bool(let bool): return bool ? "True" : "False"
        case .integer(let integer): return String(integer)
        case .number(let number): return pythonNumber(number)
        case .string(let string): return pythonQuoted(string)
        case .list(let elements):
            return "[" + elements.map(\.representation).joined(separator: ", ") + "]"
        case .tuple(let elements):
            let inside = elements.map(\.representation).joined(separator: ", ")
            return "(" + inside + (elements.count == 1 ? ",)" : ")")
        case .dictionary(let dictionary):
            let inside = dictionary.entries.map { pythonQuoted($0.key) + ": " + $0.value.representation }
            return "{" + inside.joined(separator: ", ") + "}"
        // Its contents may hold the namespace itself.
        case .namespace: return "<Namespace>"
        case .loop: return "<LoopContext>"
        case .macro(let value): return "<Macro '\(value.macro.name)'>"
        case .function(let name): return "<function \(name)>"
        }
    }
}

private func pythonNumber(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    return "\(number)"
}

/// Single quotes, unless the text has single quotes and no double ones.
private func pythonQuoted(_ string: String) -> String {
    let quote: Unicode.Scalar =
        string.unicodeScalars.contains("'") && !string.unicodeScalars.contains("\"") ? "\"" : "'"
    var text = String.UnicodeScalarView([quote])
    for scalar in string.unicodeScalars {
        switch scalar {
        case "\\": text.append(contentsOf: "\\\\".unicodeScalars)
        case "\n": text.append(contentsOf: "\\n".unicodeScalars)
        case "\r": text.append(contentsOf: "\\r".unicodeScalars)
        case "\t": text.append(contentsOf: "\\t".unicodeScalars)
        case quote:
            text.append("\\")
            text.append(quote)
        case "\u{00}"..<"\u{20}", "\u{7F}"..<"\u{A1}", "\u{AD}":
            let digits = String(scalar.value, radix: 16)
            text.append(contentsOf: ("\\x" + (digits.count < 2 ? "0" : "") + digits).unicodeScalars)
        default: text.append(scalar)
        }
    }
    text.append(quote)
    return String(text)
}
