/// What may follow `|`.
enum JinjaFilters {
    static let names: Set<String> = [
        "trim", "tojson", "length", "count", "join", "map", "select", "reject", "selectattr", "rejectattr",
        "default", "d", "first", "last", "upper", "lower", "capitalize", "title", "string", "int", "float",
        "list", "items", "dictsort", "sort", "unique", "reverse", "replace", "indent", "abs", "round", "min",
        "max", "sum", "safe", "e", "escape",
    ]

    static func apply(
        _ name: String, to value: JinjaValue, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator,
        line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        if textNames.contains(name) {
            return try applyToText(name, value, arguments, evaluator, line: line)
        }
        if JinjaListFilters.names.contains(name) {
            return try JinjaListFilters.apply(name, to: value, arguments, evaluator, line: line)
        }
        switch name {
        case "default", "d":
            let given = try arguments.bound(to: ["default_value", "boolean"], of: name, line: line)
            let isMissing = given[1]?.isTrue == true ? !value.isTrue : value.isUndefined
            return isMissing ? given[0] ?? .string("") : value
        case "tojson": return .string(try json(value, arguments, evaluator, line: line))
        case "int":
            let given = try arguments.bound(to: ["default", "base"], of: name, line: line)
            return integer(value) ?? given[0] ?? .integer(0)
        case "float":
            let given = try arguments.bound(to: ["default"], of: name, line: line)
            let parsed = value.number ?? value.string.flatMap { Double(JinjaStringMethods.stripped($0, nil, left: true, right: true)) }
            return parsed.map { .number($0) } ?? given[0] ?? .number(0)
        case "abs":
            if let integer = value.integer, integer != .min { return .integer(abs(integer)) }
            guard let number = value.number else { break }
            return .number(abs(number))
        case "round":
            let digits = try arguments.bound(to: ["precision", "method"], of: name, line: line)
            guard let number = value.number, digits[1] == nil else { break }
            let places = digits[0]?.integer ?? 0
            guard (0...12).contains(places) else { break }
            let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
            return .number((number * scale).rounded(.toNearestOrEven) / scale)
        case "tuple":
            return .tuple(try evaluator.elements(of: value, line: line))
        default: break
        }
        throw .evaluation(line: line, problem: "the filter '\(name)' cannot take '\(value.kind)'")
    }

    // MARK: Texts

    private static let textNames: Set<String> = [
        "trim", "upper", "lower", "capitalize", "title", "string", "replace", "indent", "safe", "e", "escape",
    ]

    private static func applyToText(
        _ name: String, _ value: JinjaValue, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator,
        line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        let text = try evaluator.printed(value, line: line)
        try evaluator.allowText(bytes: text.utf8.count, line: line)
        switch name {
        case "trim":
            let characters = try arguments.bound(to: ["chars"], of: name, line: line)[0]?.string
            return .string(JinjaStringMethods.stripped(text, characters, left: true, right: true))
        case "upper": return .string(text.uppercased())
        case "lower": return .string(text.lowercased())
        case "capitalize": return .string(JinjaStringMethods.capitalized(text))
        case "title":
            // Unlike the method, only after white space and brackets: it's, not It'S
            return .string(JinjaStringMethods.titled(text) {
                !isPythonSpace($0) && !"-({[<".unicodeScalars.contains($0)
            })
        case "replace":
            let given = try arguments.bound(to: ["old", "new", "count"], of: name, line: line)
            let limit = given[2]?.integer ?? -1
            return .string(try JinjaStringMethods.replaced(
                text, given[0]?.printed ?? "", by: given[1]?.printed ?? "", limit: limit, evaluator, line: line))
        case "indent": return .string(try indented(text, arguments, evaluator, line: line))
        case "e", "escape":
            var escaped = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "&": escaped += "&amp;"
                case "<": escaped += "&lt;"
                case ">": escaped += "&gt;"
                case "\"": escaped += "&#34;"
                case "'": escaped += "&#39;"
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return .string(escaped)
        default: return .string(text)
        }
    }

    private static func indented(
        _ text: String, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> String {
        let given = try arguments.bound(to: ["width", "first", "blank"], of: "indent", line: line)
        let width = given[0]?.integer ?? 4
        guard (0...1000).contains(width) || given[0]?.string != nil else {
            throw .evaluation(line: line, problem: "indent takes a width from 0 to 1000")
        }
        let margin = given[0]?.string ?? String(repeating: " ", count: width)
        let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }.map { String($0) }
        try evaluator.allowText(bytes: text.utf8.count + lines.count * margin.utf8.count, line: line)
        return lines.enumerated().map { index, content in
            if index == 0 { return given[1]?.isTrue == true ? margin + content : content }
            return content.isEmpty && given[2]?.isTrue != true ? content : margin + content
        }.joined(separator: "\n")
    }

    // MARK: Numbers and JSON

    private static func integer(_ value: JinjaValue) -> JinjaValue? {
        if let integer = value.integer { return .integer(integer) }
        if let number = value.number { return Int(exactly: number.rounded(.towardZero)).map { .integer($0) } }
        guard let text = value.string else { return nil }
        let digits = JinjaStringMethods.stripped(text, nil, left: true, right: true)
        if let integer = Int(digits) { return .integer(integer) }
        return Double(digits).flatMap { Int(exactly: $0.rounded(.towardZero)) }.map { .integer($0) }
    }

    /// Hugging Face's own `tojson`: no HTML escapes, `ensure_ascii` off.
    private static func json(
        _ value: JinjaValue, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> String {
        let given = try arguments.bound(
            to: ["ensure_ascii", "indent", "separators", "sort_keys"], of: "tojson", line: line)
        if case .undefined(let why) = value { throw .evaluation(line: line, problem: why) }
        guard let json = value.json else {
            throw .evaluation(line: line, problem: "'\(value.kind)' is not JSON")
        }
        var indent: Int?
        if let given = given[1], given.integer != nil || given.number != nil { indent = given.integer }
        guard (0...100).contains(indent ?? 0) else {
            throw .evaluation(line: line, problem: "tojson takes an indent from 0 to 100")
        }
        var separators: (item: String, key: String)?
        if case .tuple(let pair)? = given[2] ?? nil, pair.count == 2 {
            separators = (pair[0].printed, pair[1].printed)
        } else if case .list(let pair)? = given[2] ?? nil, pair.count == 2 {
            separators = (pair[0].printed, pair[1].printed)
        }
        let text = json.serialized(indent: indent, separators: separators, sortsKeys: given[3]?.isTrue ?? false)
        try evaluator.allowText(bytes: text.utf8.count, line: line)
        return given[0]?.isTrue == true ? asciiOnly(text) : text
    }

    private static func asciiOnly(_ text: String) -> String {
        var result = ""
        for unit in text.utf16 {
            if unit < 0x7F {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result
    }
}
