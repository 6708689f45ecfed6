/// Cuts a template into tokens, with white space handled as Hugging Face asks
/// Jinja to: `trim_blocks` and `lstrip_blocks` on, one last line break dropped.
struct JinjaLexer {
    private let source: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var tokens: [JinjaToken] = []
    /// The text since the last tag begins at the start of a line.
    private var startsLine = true

    static func tokens(of template: String) throws(ChatTemplateError) -> [JinjaToken] {
        var lexer = JinjaLexer(template)
        try lexer.run()
        return lexer.tokens
    }

    private init(_ template: String) {
        var scalars: [Unicode.Scalar] = []
        var previous: Unicode.Scalar?
        for scalar in template.unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r" { continue }
            scalars.append(scalar == "\r" ? "\n" : scalar)
        }
        if scalars.last == "\n" { scalars.removeLast() }
        source = scalars
    }

    private mutating func run() throws(ChatTemplateError) {
        while position < source.count {
            guard let tag = nextTag() else {
                emitData(upTo: source.count)
                break
            }
            emitData(upTo: tag, before: source[tag + 1])
            let kind = source[tag + 1]
            position = tag + 2
            if at("-") || at("+") { position += 1 }
            switch kind {
            case "#": try skipComment()
            case "{":
                append(.printBegin)
                try expression(closing: "}")
                append(.printEnd)
            default:
                if try !skipRawBlock() {
                    append(.blockBegin)
                    try expression(closing: "%")
                    append(.blockEnd)
                }
            }
        }
        append(.end)
    }

    private func nextTag() -> Int? {
        var index = position
        while index + 1 < source.count {
            if source[index] == "{", ["{", "%", "#"].contains(source[index + 1]) { return index }
            index += 1
        }
        return nil
    }

    /// Prints the text up to `end`. Before a tag, `-` takes all white space off
    /// it; `lstrip_blocks` takes what stands on the tag's own line, unless the tag prints.
    private mutating func emitData(upTo end: Int, before kind: Unicode.Scalar? = nil) {
        var last = end
        if let kind {
            let sign = end + 2 < source.count ? source[end + 2] : " "
            if sign == "-" {
                while last > position, isPythonSpace(source[last - 1]) { last -= 1 }
            } else if kind != "{", sign != "+" {
                var lineStart = end
                while lineStart > position, source[lineStart - 1] != "\n", isPythonSpace(source[lineStart - 1]) {
                    lineStart -= 1
                }
                let isAtLineStart = lineStart > position ? source[lineStart - 1] == "\n" : startsLine
                if isAtLineStart { last = lineStart }
            }
        }
        if last > position { append(.data(text(position..<last))) }
        advance(to: end)
    }

    private mutating func skipComment() throws(ChatTemplateError) {
        let start = line
        while position + 1 < source.count {
            if source[position] == "#", source[position + 1] == "}" {
                let sign = position > 0 ? source[position - 1] : " "
                position += 2
                trimAfterTag(sign: sign)
                return
            }
            advance(to: position + 1)
        }
        throw .syntax(line: start, problem: "the comment '{#' has no '#}'")
    }

    /// White space after a tag that is not a print: all of it after `-`, else one
    /// line break, unless the sign is `+`.
    private mutating func trimAfterTag(sign: Unicode.Scalar) {
        startsLine = false
        if sign == "-" {
            skipAllSpace()
        } else if sign != "+", at("\n") {
            advance(to: position + 1)
            startsLine = true
        }
    }

    private mutating func skipAllSpace() {
        var end = position
        while end < source.count, isPythonSpace(source[end]) { end += 1 }
        if end > position { startsLine = source[end - 1] == "\n" }
        advance(to: end)
    }

    /// `{% raw %}…{% endraw %}`, its text printed as it stands.
    private mutating func skipRawBlock() throws(ChatTemplateError) -> Bool {
        guard let sign = tagEnd(named: "raw", from: position) else { return false }
        let start = line
        advance(to: sign.end)
        startsLine = false
        if sign.sign == "-" { skipAllSpace() }
        var index = position
        while index + 1 < source.count {
            if source[index] == "{", source[index + 1] == "%" {
                let opening = index + 2 < source.count ? source[index + 2] : " "
                let nameStart = opening == "-" || opening == "+" ? index + 3 : index + 2
                if let closing = tagEnd(named: "endraw", from: nameStart) {
                    emitData(upTo: index, before: "%")
                    advance(to: closing.end)
                    trimAfterTag(sign: closing.sign)
                    return true
                }
            }
            index += 1
        }
        throw .syntax(line: start, problem: "'{% raw %}' has no '{% endraw %}'")
    }

    private func tagEnd(named name: String, from start: Int) -> (end: Int, sign: Unicode.Scalar)? {
        var index = start
        while index < source.count, isPythonSpace(source[index]) { index += 1 }
        for scalar in name.unicodeScalars {
            guard index < source.count, source[index] == scalar else { return nil }
            index += 1
        }
        while index < source.count, isPythonSpace(source[index]) { index += 1 }
        var sign: Unicode.Scalar = " "
        if index < source.count, source[index] == "-" || source[index] == "+" {
            sign = source[index]
            index += 1
        }
        guard index + 1 < source.count, source[index] == "%", source[index + 1] == "}" else { return nil }
        return (index + 2, sign)
    }

    /// Tokens up to `-%}`, `%}`, `-}}` or `}}`.
    private mutating func expression(closing: Unicode.Scalar) throws(ChatTemplateError) {
        let start = line
        var brackets: [Unicode.Scalar] = []
        while position < source.count {
            let scalar = source[position]
            if isPythonSpace(scalar) {
                advance(to: position + 1)
                continue
            }
            if brackets.isEmpty, let sign = closingSign(closing) {
                position += sign == " " ? 2 : 3
                if closing == "%" {
                    trimAfterTag(sign: sign)
                } else {
                    startsLine = false
                    if sign == "-" { skipAllSpace() }
                }
                return
            }
            try token(scalar, brackets: &brackets)
        }
        throw .syntax(line: start, problem: "a tag is not closed with '\(closing == "%" ? "%}" : "}}")'")
    }

    private func closingSign(_ closing: Unicode.Scalar) -> Unicode.Scalar? {
        let sign = source[position]
        let isSigned = sign == "-" || (sign == "+" && closing == "%")
        let index = isSigned ? position + 1 : position
        guard index + 1 < source.count, source[index] == closing, source[index + 1] == "}" else { return nil }
        return isSigned ? sign : " "
    }

    private mutating func token(
        _ scalar: Unicode.Scalar, brackets: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        if scalar == "'" || scalar == "\"" {
            return try string(quote: scalar)
        }
        if ("0"..."9").contains(scalar) { return try number() }
        if isNameStart(scalar) {
            var end = position
            while end < source.count, isNameStart(source[end]) || ("0"..."9").contains(source[end]) { end += 1 }
            append(.name(text(position..<end)))
            position = end
            return
        }
        let two = position + 1 < source.count ? text(position..<(position + 2)) : ""
        if ["==", "!=", "<=", ">=", "//", "**"].contains(two) {
            append(.symbol(two))
            position += 2
            return
        }
        guard "+-*/%~<>=.,:|()[]{}".unicodeScalars.contains(scalar) else {
            throw .syntax(line: line, problem: "unexpected '\(Character(scalar))'")
        }
        switch scalar {
        case "(": brackets.append(")")
        case "[": brackets.append("]")
        case "{": brackets.append("}")
        case ")", "]", "}":
            guard brackets.popLast() == scalar else {
                throw .syntax(line: line, problem: "'\(Character(scalar))' closes nothing")
            }
        default: break
        }
        append(.symbol(String(Character(scalar))))
        position += 1
    }

    private mutating func number() throws(ChatTemplateError) {
        var end = position
        var isInteger = true
        func isDigit(_ index: Int) -> Bool { index < source.count && ("0"..."9").contains(source[index]) }
        while isDigit(end) || (end < source.count && source[end] == "_" && isDigit(end + 1)) { end += 1 }
        if end < source.count, source[end] == ".", isDigit(end + 1) {
            isInteger = false
            end += 1
            while isDigit(end) { end += 1 }
        }
        if end < source.count, source[end] == "e" || source[end] == "E" {
            let signed = end + 1 < source.count && (source[end + 1] == "-" || source[end + 1] == "+")
            if isDigit(signed ? end + 2 : end + 1) {
                isInteger = false
                end += signed ? 2 : 1
                while isDigit(end) { end += 1 }
            }
        }
        let digits = text(position..<end).replacing("_", with: "")
        if isInteger, let integer = Int(digits) {
            append(.integer(integer))
        } else if !isInteger, let number = Double(digits) {
            append(.number(number))
        } else {
            throw .syntax(line: line, problem: "the number \(digits) is too large")
        }
        position = end
    }

    private mutating func string(quote: Unicode.Scalar) throws(ChatTemplateError) {
        let start = line
        var index = position + 1
        while index < source.count, source[index] != quote {
            index += source[index] == "\\" ? 2 : 1
        }
        guard index < source.count else { throw .syntax(line: start, problem: "a string is not closed") }
        append(.string(try unescaped(source[(position + 1)..<index], line: start)))
        advance(to: index + 1)
    }

    private func at(_ scalar: Unicode.Scalar) -> Bool {
        position < source.count && source[position] == scalar
    }

    private func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: source[range])
        return String(view)
    }

    private mutating func append(_ kind: JinjaToken.Kind) {
        tokens.append(JinjaToken(kind: kind, line: line))
    }

    private mutating func advance(to end: Int) {
        for index in position..<end where source[index] == "\n" { line += 1 }
        position = end
    }
}

private func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
}

/// White space by Python's `str.isspace`.
func isPythonSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains(scalar)
}
