/// Words and units in an answer.
extension MathAnswerReader {
    /// A word alone: a letter of a choice keeps its case and loses its brackets.
    static func wordAnswer(_ tokens: ArraySlice<MathToken>) -> MathAnswer? {
        guard tokens.count == 1, case .text(let text)? = tokens.first else { return nil }
        var word = text.trimmingSpaces
        if word.hasPrefix("("), word.hasSuffix(")") { word = String(word.dropFirst().dropLast()).trimmingSpaces }
        if word.count == 1, word.first?.isLetter == true, word.first?.isASCII == true { return .formula(.variable(word), .plain) }
        if let number = Rational(decimal: word) { return .formula(.number(number), word.contains(".") ? .decimal : .plain) }
        return .text(word.lowercased())
    }

    /// `\text{3/5}` is what it would be without the command.
    static func withoutText(_ tokens: ArraySlice<MathToken>) -> ArraySlice<MathToken>? {
        guard tokens.count == 1, case .text(let text)? = tokens.first, text.contains(where: \.isASCIIDigit), !text.contains(where: \.isLetter) else { return nil }
        return MathTokenizer.tokens(text).map { $0[...] }
    }

    /// A formula without the words of its unit, which stand at its end.
    static func withoutUnit(_ tokens: ArraySlice<MathToken>) -> ArraySlice<MathToken> {
        var tokens = trimmed(tokens)
        while let last = tokens.last {
            if case .text(let text) = last, !text.contains(where: \.isNumber) {
                tokens = trimmed(tokens.dropLast())
                // cm^2 and its like.
            } else if let divisor = divisorOfUnit(tokens) {
                tokens = trimmed(tokens.dropLast(divisor))
            } else if let power = powerOfUnit(tokens) {
                tokens = trimmed(tokens.dropLast(power))
            } else if case .letters(let word) = last, tokens.count >= 2, MathUnits.words.contains(word.lowercased()), isValue(tokens.dropLast()) {
                tokens = trimmed(tokens.dropLast())
            } else if last == .symbol("/") || last == .command("cdot"), case .text? = trimmed(tokens.dropLast()).last {
                tokens = trimmed(tokens.dropLast())
            } else if last == .symbol("%") || last == .symbol(".") || last == .symbol("€") || last == .symbol("£") {
                tokens = trimmed(tokens.dropLast())
            } else {
                break
            }
        }
        while let first = tokens.first, first == .text("dollars") || first == .symbol("€") || first == .symbol("£") { tokens = trimmed(tokens.dropFirst()) }
        return tokens
    }

    /// How many tokens at the end are `/ s` behind a unit.
    static func divisorOfUnit(_ tokens: ArraySlice<MathToken>) -> Int? {
        guard case .letters(let word)? = tokens.last, word.count <= 3 else { return nil }
        let before = trimmed(tokens.dropLast())
        guard before.last == .symbol("/") || before.last == .command("cdot"), case .text(let unit)? = trimmed(before.dropLast()).last,
            !unit.contains(where: \.isNumber)
        else { return nil }
        return tokens.count - trimmed(before.dropLast()).count
    }

    /// How many tokens at the end are the power of a unit: `^2`, `^{2}`, `^{-1}` behind a word.
    static func powerOfUnit(_ tokens: ArraySlice<MathToken>) -> Int? {
        var rest = tokens
        let isGroup = rest.last == .symbol("}")
        if isGroup { rest = rest.dropLast() }
        guard case .number(let digits)? = rest.last, digits.count == 1 else { return nil }
        rest = rest.dropLast()
        if isGroup {
            if rest.last == .symbol("-") { rest = rest.dropLast() }
            guard rest.last == .symbol("{") else { return nil }
            rest = rest.dropLast()
        }
        guard rest.last == .symbol("^") else { return nil }
        rest = rest.dropLast()
        switch rest.last {
        case .text(let word)? where !word.contains(where: \.isNumber): break
        case .letters(let word)? where MathUnits.words.contains(word.lowercased()) && isValue(trimmed(rest.dropLast())): break
        default: return nil
        }
        return tokens.count - rest.count
    }

    static func isValue(_ tokens: ArraySlice<MathToken>) -> Bool {
        switch trimmed(tokens).last {
        case .number, .symbol(")"), .symbol("}"), .command("circ"), .text: true
        case .letters(let word): MathUnits.words.contains(word.lowercased()) || word == "per"
        default: false
        }
    }

    static func trimmed(_ tokens: ArraySlice<MathToken>) -> ArraySlice<MathToken> {
        var tokens = tokens
        while tokens.first == .space { tokens = tokens.dropFirst() }
        while tokens.last == .space || (tokens.last == .symbol(".") && tokens.count > 1) { tokens = tokens.dropLast() }
        return tokens
    }

    static func written(_ tokens: ArraySlice<MathToken>) -> String {
        tokens.map { token in
            switch token {
            case .number(let text), .letters(let text), .text(let text), .symbol(let text): text
            case .command(let name): "\\" + name
            case .space: " "
            }
        }.joined().lowercased().split(separator: " ").joined(separator: " ")
    }
}
