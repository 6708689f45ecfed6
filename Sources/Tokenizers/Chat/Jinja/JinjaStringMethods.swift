/// Python's methods of `str`, over code points.
enum JinjaStringMethods {
    static func call(
        _ name: String, on text: String, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator,
        line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        switch name {
        case "strip", "lstrip", "rstrip":
            let characters = try optionalText(arguments, "chars", name, line: line)
            return .string(stripped(text, characters, left: name != "rstrip", right: name != "lstrip"))
        case "split", "rsplit":
            let given = try arguments.bound(to: ["sep", "maxsplit"], of: ".\(name)", line: line)
            let limit = given[1]?.integer ?? -1
            let parts = try split(text, given[0], limit: limit < 0 ? .max : limit, fromRight: name == "rsplit", line)
            try evaluator.allowElements(parts.count, line: line)
            return .list(parts.map { .string($0) })
        case "splitlines":
            var lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }.map { String($0) }
            if lines.last?.isEmpty == true { lines.removeLast() }
            return .list(lines.map { .string($0.hasSuffix("\r") ? String($0.dropLast()) : $0) })
        case "startswith", "endswith":
            let affixes = try affixes(arguments, name, line: line)
            return .bool(affixes.contains {
                name == "startswith" ? text.utf8.starts(with: $0.utf8) : text.utf8.reversed().starts(with: $0.utf8.reversed())
            })
        case "removeprefix":
            let prefix = try requiredText(arguments, name, line: line)
            let found = text.utf8.starts(with: prefix.utf8)
            return .string(found ? String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : text)
        case "removesuffix":
            let suffix = try requiredText(arguments, name, line: line)
            let found = text.utf8.reversed().starts(with: suffix.utf8.reversed())
            return .string(found ? String(decoding: text.utf8.dropLast(suffix.utf8.count), as: UTF8.self) : text)
        case "upper": return .string(text.uppercased())
        case "lower": return .string(text.lowercased())
        case "title": return .string(titled(text) { $0.properties.isAlphabetic })
        case "capitalize": return .string(capitalized(text))
        case "replace":
            let given = try arguments.bound(to: ["old", "new", "count"], of: ".replace", line: line)
            guard let old = given[0]?.string, let new = given[1]?.string else {
                throw .evaluation(line: line, problem: ".replace needs two texts")
            }
            return .string(try replaced(text, old, by: new, limit: given[2]?.integer ?? -1, evaluator, line: line))
        case "find", "rfind", "count":
            let part = try requiredText(arguments, name, line: line)
            return .integer(search(text, part, name))
        case "join":
            let elements = try arguments.bound(to: ["iterable"], of: ".join", line: line)[0] ?? .none
            return .string(try joined(try evaluator.elements(of: elements, line: line), by: text, evaluator, line: line))
        default: return .bool(isAll(text, name))
        }
    }

    /// - Parameter characters: what to take off; nil is white space.
    static func stripped(_ text: String, _ characters: String?, left: Bool, right: Bool) -> String {
        let wanted = characters.map { Set($0.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool { wanted?.contains(scalar) ?? isPythonSpace(scalar) }
        var rest = text.unicodeScalars[...]
        if left { rest = rest.drop(while: goes) }
        if right {
            while let last = rest.last, goes(last) { rest.removeLast() }
        }
        return String(rest)
    }

    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// A capital where `isInWord` was false for the character before, small letters elsewhere.
    static func titled(_ text: String, isInWord: (Unicode.Scalar) -> Bool) -> String {
        var result = ""
        var isInside = false
        for scalar in text.unicodeScalars {
            result += isInside ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            isInside = isInWord(scalar)
        }
        return result
    }

    /// - Parameter limit: of replacements; below 0 is all.
    static func replaced(
        _ text: String, _ old: String, by new: String, limit: Int, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> String {
        let limit = limit < 0 ? Int.max : limit
        var result = ""
        var count = 0
        if old.isEmpty {
            // Before each code point, and at the end
            try evaluator.allowText(bytes: text.utf8.count + (text.utf8.count + 1) * new.utf8.count, line: line)
            for scalar in text.unicodeScalars {
                if count < limit { result += new }
                count += 1
                result.unicodeScalars.append(scalar)
            }
            return count < limit ? result + new : result
        }
        var start = text.startIndex
        while count < limit, let found = text.utf8Range(of: old, from: start) {
            try evaluator.allowText(bytes: result.utf8.count + new.utf8.count, line: line, added: new.utf8.count)
            result += String(decoding: text.utf8[start..<found.lowerBound], as: UTF8.self)
            result += new
            start = found.upperBound
            count += 1
        }
        result += String(decoding: text.utf8[start...], as: UTF8.self)
        try evaluator.allowText(bytes: result.utf8.count, line: line)
        return result
    }

    static func joined(
        _ elements: [JinjaValue], by separator: String, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> String {
        var result = ""
        for (index, element) in elements.enumerated() {
            if index > 0 { result += separator }
            result += try evaluator.printed(element, line: line)
            try evaluator.allowText(bytes: result.utf8.count, line: line, added: separator.utf8.count)
        }
        try evaluator.allowText(bytes: result.utf8.count, line: line)
        return result
    }

    private static func split(
        _ text: String, _ separator: JinjaValue?, limit: Int, fromRight: Bool, _ line: Int
    ) throws(ChatTemplateError) -> [String] {
        switch separator {
        case nil, JinjaValue.none?: return splitAtSpaces(text, limit: limit, fromRight: fromRight)
        case .string(let separator)? where !separator.isEmpty:
            var parts: [String] = []
            var start = text.startIndex
            while fromRight || parts.count < limit, let found = text.utf8Range(of: separator, from: start) {
                parts.append(String(decoding: text.utf8[start..<found.lowerBound], as: UTF8.self))
                start = found.upperBound
            }
            parts.append(String(decoding: text.utf8[start...], as: UTF8.self))
            guard fromRight, parts.count - 1 > limit else { return parts }
            let head = parts.prefix(parts.count - limit).joined(separator: separator)
            return [head] + parts.suffix(limit)
        default: throw .evaluation(line: line, problem: ".split needs a text that is not empty")
        }
    }

    private static func splitAtSpaces(_ text: String, limit: Int, fromRight: Bool) -> [String] {
        let words = text.unicodeScalars.split(whereSeparator: isPythonSpace)
        guard words.count - 1 > limit else { return words.map { String($0) } }
        let scalars = text.unicodeScalars
        if fromRight {
            let end = words[words.count - limit - 1].endIndex
            return [String(scalars[..<end])] + words.suffix(limit).map { String($0) }
        }
        return words.prefix(limit).map { String($0) } + [String(scalars[words[limit].startIndex...])]
    }

    private static func search(_ text: String, _ part: String, _ name: String) -> Int {
        guard !part.isEmpty else { return name == "find" ? 0 : text.unicodeScalars.count + (name == "count" ? 1 : 0) }
        var found = -1
        var count = 0
        var start = text.startIndex
        while let range = text.utf8Range(of: part, from: start) {
            found = text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound)
            count += 1
            if name == "find" { break }
            // Occurrences do not overlap when they are counted, but the last one may overlap another.
            start = name == "count" ? range.upperBound : text.unicodeScalars.index(after: range.lowerBound)
        }
        return name == "count" ? count : found
    }

    private static func isAll(_ text: String, _ name: String) -> Bool {
        guard !text.isEmpty else { return false }
        switch name {
        case "isdigit": return text.unicodeScalars.allSatisfy { $0.properties.numericType == .decimal || $0.properties.numericType == .digit }
        case "isalpha": return text.unicodeScalars.allSatisfy(isLetter)
        case "isalnum": return text.unicodeScalars.allSatisfy { isLetter($0) || $0.properties.numericType != nil }
        case "isspace": return text.unicodeScalars.allSatisfy(isPythonSpace)
        case "isupper": return text == text.uppercased() && text != text.lowercased()
        default: return text == text.lowercased() && text != text.uppercased()
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    private static func affixes(
        _ arguments: JinjaCallArguments, _ name: String, line: Int
    ) throws(ChatTemplateError) -> [String] {
        switch try arguments.bound(to: ["prefix"], of: ".\(name)", line: line)[0] {
        case .string(let affix)?: return [affix]
        case .tuple(let affixes)?: return affixes.compactMap(\.string)
        default: throw .evaluation(line: line, problem: ".\(name) needs a text or a tuple of texts")
        }
    }

    private static func requiredText(
        _ arguments: JinjaCallArguments, _ name: String, line: Int
    ) throws(ChatTemplateError) -> String {
        guard let text = try optionalText(arguments, "text", name, line: line) else {
            throw .evaluation(line: line, problem: ".\(name) needs a text")
        }
        return text
    }

    private static func optionalText(
        _ arguments: JinjaCallArguments, _ parameter: String, _ name: String, line: Int
    ) throws(ChatTemplateError) -> String? {
        switch try arguments.bound(to: [parameter], of: ".\(name)", line: line)[0] {
        case nil, JinjaValue.none?: return nil
        case .string(let text)?: return text
        case let other?: throw .evaluation(line: line, problem: ".\(name) needs a text, not \(other.representation)")
        }
    }
}
