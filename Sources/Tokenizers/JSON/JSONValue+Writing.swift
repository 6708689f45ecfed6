extension JSONValue {
    /// The value as text, as Python's `json.dumps(value, ensure_ascii=False)` writes it.
    ///
    /// - Parameters:
    ///   - indent: spaces per level, one element a line; nil writes one line.
    ///   - separators: between elements, and between a key and its value. By
    ///     default ", " (or "," with an indent) and ": ".
    ///   - sortsKeys: order keys by code point.
    public func serialized(
        indent: Int? = nil, separators: (item: String, key: String)? = nil, sortsKeys: Bool = false
    ) -> String {
        var text = ""
        let separators = separators ?? (indent == nil ? ", " : ",", ": ")
        let style = JSONStyle(
            indent: indent, item: separators.item, key: separators.key, sortsKeys: sortsKeys)
        write(into: &text, style: style, level: 0)
        return text
    }

    private func write(into text: inout String, style: JSONStyle, level: Int) {
        switch self {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .integer(let integer): text += String(integer)
        case .number(let number): text += jsonNumber(number)
        case .string(let string): writeQuoted(string, into: &text)
        case .array(let elements):
            guard !elements.isEmpty else { return text += "[]" }
            text += "["
            for (index, element) in elements.enumerated() {
                style.breakLine(before: index, level: level + 1, into: &text)
                element.write(into: &text, style: style, level: level + 1)
            }
            style.closeLine(level: level, into: &text)
            text += "]"
        case .object(let object):
            guard !object.entries.isEmpty else { return text += "{}" }
            let entries = style.sortsKeys
                ? object.entries.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
                : object.entries
            text += "{"
            for (index, entry) in entries.enumerated() {
                style.breakLine(before: index, level: level + 1, into: &text)
                writeQuoted(entry.key, into: &text)
                text += style.key
                entry.value.write(into: &text, style: style, level: level + 1)
            }
            style.closeLine(level: level, into: &text)
            text += "}"
        }
    }
}

private struct JSONStyle {
    let indent: Int?
    let item: String
    let key: String
    let sortsKeys: Bool

    func breakLine(before index: Int, level: Int, into text: inout String) {
        if index > 0 { text += item }
        if let indent { text += "\n" + String(repeating: " ", count: indent * level) }
    }

    func closeLine(level: Int, into text: inout String) {
        if let indent { text += "\n" + String(repeating: " ", count: indent * level) }
    }
}

private func jsonNumber(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return "\(number)"
}

private func writeQuoted(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\u{08}": text += "\\b"
        case "\u{0C}": text += "\\f"
        case "\u{00}"..<"\u{20}":
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
    text += "\""
}
