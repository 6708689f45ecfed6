/// Reads an answer's structure from its text: what is separated by commas and words, what is in brackets, what is related
/// to what. Formulas within are read by ``MathParser``; what is none is text.
struct MathAnswerReader {
    /// `nil` where the text is empty or longer than an answer may be.
    static func read(_ text: String) -> MathAnswer? {
        let prepared = AnswerPreparation.prepared(text)
        guard let tokens = MathTokenizer.tokens(prepared), !tokens.isEmpty else { return nil }
        var reader = MathAnswerReader(original: prepared)
        return reader.answer(ArraySlice(tokens), depth: 0)
    }

    private let original: String
    private var budget = 400

    private init(original: String) { self.original = original }

    mutating func answer(_ tokens: ArraySlice<MathToken>, depth: Int) -> MathAnswer? {
        budget -= 1
        let tokens = Self.trimmed(tokens)
        guard depth <= 20, budget > 0, !tokens.isEmpty else { return nil }
        if tokens.count == 1, tokens.first == .command("emptyset") { return .set([]) }
        if let inner = Self.withoutText(tokens), !inner.isEmpty, depth < 4 { return answer(inner, depth: depth + 4) }
        if let whole = Self.wordAnswer(tokens) { return whole }
        let parts = Self.separated(tokens)
        if parts.items.count > 1 { return list(parts.items, isUnordered: parts.isUnordered, depth: depth) }
        return single(tokens, depth: depth)
    }

    // MARK: Lists

    private mutating func list(_ items: [ArraySlice<MathToken>], isUnordered: Bool, depth: Int) -> MathAnswer? {
        var answers: [MathAnswer] = []
        var isNamed = false
        for item in items {
            guard let read = answer(item, depth: depth + 1) else { return nil }
            let value = read.withoutName
            if value != read { isNamed = true }
            if case .set(let inner) = value, case .set = read, Self.isPlusMinus(item) { answers += inner } else { answers.append(value) }
        }
        let areTuples = answers.allSatisfy { if case .tuple = $0 { true } else if case .interval = $0 { true } else { false } }
        // x = 1, y = 2 names its parts; x = 1, 2 and points have no order.
        return isUnordered || areTuples || isNamed ? .set(answers) : .list(answers)
    }

    /// Parts at the top level between commas, semicolons and the words and, or.
    private static func separated(_ tokens: ArraySlice<MathToken>) -> (items: [ArraySlice<MathToken>], isUnordered: Bool) {
        var items: [ArraySlice<MathToken>] = []
        var start = tokens.startIndex
        var depth = 0
        var isUnordered = false
        for index in tokens.indices {
            depth += brackets(tokens[index])
            guard depth == 0 else { continue }
            let isWord = isConjunction(tokens[index])
            guard tokens[index] == .symbol(",") || tokens[index] == .symbol(";") || isWord else { continue }
            if isWord { isUnordered = true }
            if !trimmed(tokens[start..<index]).isEmpty { items.append(tokens[start..<index]) }
            start = index + 1
        }
        if !trimmed(tokens[start...]).isEmpty { items.append(tokens[start...]) }
        return (items, isUnordered)
    }

    private static func isConjunction(_ token: MathToken) -> Bool {
        switch token {
        case .letters(let word): return ["and", "or"].contains(word)
        case .text(let text): return ["and", "or", ",", "and,", ", and", "; and", ", or"].contains(text.trimmingSpaces)
        case .command(let name): return name == "lor" || name == "land" || name == "vee" || name == "wedge"
        default: return false
        }
    }

    static func brackets(_ token: MathToken) -> Int {
        switch token {
        case .symbol("("), .symbol("["), .symbol("{"), .command("{"), .command("lbrace"), .command("langle"), .command("begin"),
            .command("lfloor"), .command("lceil"):
            1
        case .symbol(")"), .symbol("]"), .symbol("}"), .command("}"), .command("rbrace"), .command("rangle"), .command("end"),
            .command("rfloor"), .command("rceil"):
            -1
        default: 0
        }
    }

    // MARK: One answer

    private mutating func single(_ tokens: ArraySlice<MathToken>, depth: Int) -> MathAnswer? {
        if let both = plusMinus(tokens, depth: depth) { return both }
        if let relation = relation(tokens, depth: depth) { return relation }
        if let union = union(tokens, depth: depth) { return union }
        if let matrix = matrix(tokens, depth: depth) { return matrix }
        if let enclosed = enclosed(tokens, depth: depth) { return enclosed }
        if let ratio = ratio(tokens) { return ratio }
        if let percent = percent(tokens) { return percent }
        if let formula = formula(tokens) { return formula }
        let words = Self.written(tokens)
        return words.isEmpty ? nil : .text(words)
    }

    private func formula(_ tokens: ArraySlice<MathToken>) -> MathAnswer? {
        let bare = Self.withoutUnit(tokens)
        guard let expression = MathParser.expression(bare) else { return nil }
        return .formula(expression, Self.writing(expression, bare))
    }

    private static func writing(_ expression: MathExpression, _ tokens: ArraySlice<MathToken>) -> MathAnswer.Writing {
        var inner = expression
        if case .negative(let part) = inner { inner = part }
        if case .quotient(.number(let a), .number(let b)) = inner, a.isInteger, b.isInteger, let value = Rational(a.numerator, b.numerator),
            !value.isInteger, value.denominator != b.numerator
        {
            return .unreducedFraction
        }
        let hasPoint = tokens.contains { if case .number(let digits) = $0 { digits.contains(".") } else { false } }
        return hasPoint ? .decimal : .plain
    }

    private mutating func plusMinus(_ tokens: ArraySlice<MathToken>, depth: Int) -> MathAnswer? {
        guard let place = tokens.firstIndex(where: { $0 == .command("pm") || $0 == .command("mp") }), depth < 8 else { return nil }
        let equality = tokens.lastIndex { $0 == .symbol("=") } ?? tokens.startIndex
        guard place >= equality else { return nil }
        let flip: (String, String) = tokens[place] == .command("pm") ? ("+", "-") : ("-", "+")
        var answers: [MathAnswer] = []
        for sign in [flip.0, flip.1] {
            var copy = Array(tokens)
            for index in copy.indices {
                if copy[index] == .command("pm") { copy[index] = .symbol(sign) }
                if copy[index] == .command("mp") { copy[index] = .symbol(sign == "+" ? "-" : "+") }
            }
            guard let read = answer(copy[...], depth: depth + 1) else { return nil }
            answers.append(read.withoutName)
        }
        return .set(answers)
    }

    private static func isPlusMinus(_ tokens: ArraySlice<MathToken>) -> Bool { tokens.contains(.command("pm")) }

    private static let relations: [MathToken: MathAnswer.Relation] = [
        .symbol("="): .equal, .symbol("<"): .less, .symbol(">"): .greater, .symbol("<="): .lessOrEqual, .symbol(">="): .greaterOrEqual,
        .symbol("!="): .notEqual, .command("le"): .lessOrEqual, .command("leq"): .lessOrEqual, .command("leqslant"): .lessOrEqual,
        .command("ge"): .greaterOrEqual, .command("geq"): .greaterOrEqual, .command("geqslant"): .greaterOrEqual, .command("lt"): .less,
        .command("gt"): .greater, .command("ne"): .notEqual, .command("neq"): .notEqual, .command("approx"): .equal, .command("equiv"): .equal,
        .command("simeq"): .equal,
    ]

    private mutating func relation(_ tokens: ArraySlice<MathToken>, depth: Int) -> MathAnswer? {
        var sides: [ArraySlice<MathToken>] = []
        var found: [MathAnswer.Relation] = []
        var start = tokens.startIndex
        var level = 0
        for index in tokens.indices {
            level += Self.brackets(tokens[index])
            // Memberships say what their right side says.
            if level == 0, tokens[index] == .command("in") || tokens[index] == .command("colon"), found.isEmpty, index > start {
                return answer(tokens[(index + 1)...], depth: depth + 1)
            }
            guard level == 0, let relation = Self.relations[tokens[index]] else { continue }
            // 9.5/3.14 ≈ 3.03 says what stands before the rounding, unless that is a name.
            if tokens[index] == .command("approx"), let before = MathParser.expression(tokens[start..<index]), !before.isName {
                return answer(tokens[..<index], depth: depth + 1)
            }
            sides.append(tokens[start..<index])
            found.append(relation)
            start = index + 1
        }
        guard !found.isEmpty else { return nil }
        sides.append(tokens[start...])
        var answers: [MathAnswer] = []
        for side in sides {
            guard let read = answer(side, depth: depth + 1) else { return nil }
            answers.append(read)
        }
        return .relation(answers, found)
    }

    private mutating func union(_ tokens: ArraySlice<MathToken>, depth: Int) -> MathAnswer? {
        var parts: [ArraySlice<MathToken>] = []
        var start = tokens.startIndex
        var level = 0
        for index in tokens.indices {
            level += Self.brackets(tokens[index])
            let isUnion = tokens[index] == .command("cup") || (tokens[index] == .letters("U") && index > tokens.startIndex && index < tokens.endIndex - 1)
            // In a union of intervals brackets need not match by kind, but they match by count.
            guard isUnion, level == 0 else { continue }
            parts.append(tokens[start..<index])
            start = index + 1
        }
        guard !parts.isEmpty else { return nil }
        parts.append(tokens[start...])
        var answers: [MathAnswer] = []
        for part in parts {
            guard let read = answer(part, depth: depth + 1) else { return nil }
            answers.append(read)
        }
        return .union(answers)
    }

    /// Sets, intervals and tuples: what one pair of brackets holds from the first token to the last.
    private mutating func enclosed(_ tokens: ArraySlice<MathToken>, depth: Int) -> MathAnswer? {
        guard let open = tokens.first, let close = tokens.last, tokens.count >= 2, Self.matches(tokens) else { return nil }
        let inner = tokens.dropFirst().dropLast()
        switch (open, close) {
        case (.command("{"), .command("}")), (.command("lbrace"), .command("rbrace")):
            if Self.trimmed(inner).isEmpty { return .set([]) }
            return items(inner, depth).map { .set($0) }
        case (.symbol("{"), .symbol("}")):
            let parts = Self.separated(inner)
            if parts.items.count > 1 { return items(inner, depth).map { .set($0) } }
            return answer(inner, depth: depth + 1)
        case (.command("langle"), .command("rangle")):
            return items(inner, depth).map { .tuple($0) }
        case (.symbol("("), .symbol(")")), (.symbol("["), .symbol("]")), (.symbol("("), .symbol("]")), (.symbol("["), .symbol(")")):
            return bracketed(inner, open, close, depth)
        default: return nil
        }
    }

    private mutating func bracketed(_ inner: ArraySlice<MathToken>, _ open: MathToken, _ close: MathToken, _ depth: Int) -> MathAnswer? {
        let parts = Self.separated(inner).items
        guard parts.count > 1 else {
            // (C), (begin…end): brackets around one thing say nothing.
            guard open == .symbol("("), close == .symbol(")"), let read = answer(inner, depth: depth + 1) else { return nil }
            if case .formula = read { return nil }
            return read
        }
        let isMixed = (open == .symbol("(")) != (close == .symbol(")"))
        if parts.count == 2, isMixed || open == .symbol("["), let lower = MathParser.expression(parts[0]), let upper = MathParser.expression(parts[1]) {
            return .interval(.init(lower: lower, upper: upper, includesLower: open == .symbol("["), includesUpper: close == .symbol("]")))
        }
        guard !isMixed else { return nil }
        if parts.count == 2, let lower = MathParser.expression(parts[0]), let upper = MathParser.expression(parts[1]),
            lower.isInfinite || upper.isInfinite
        {
            return .interval(.init(lower: lower, upper: upper, includesLower: false, includesUpper: false))
        }
        return items(inner, depth).map { .tuple($0) }
    }

    private mutating func items(_ tokens: ArraySlice<MathToken>, _ depth: Int) -> [MathAnswer]? {
        var answers: [MathAnswer] = []
        for item in Self.separated(tokens).items {
            guard let read = answer(item, depth: depth + 1) else { return nil }
            answers.append(read)
        }
        return answers.isEmpty ? nil : answers
    }

    private static func matches(_ tokens: ArraySlice<MathToken>) -> Bool {
        var level = 0
        for index in tokens.indices {
            level += brackets(tokens[index])
            if level == 0 { return index == tokens.endIndex - 1 }
        }
        return false
    }

    private func ratio(_ tokens: ArraySlice<MathToken>) -> MathAnswer? {
        let parts = tokens.split(separator: .symbol(":"), omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        let read = parts.compactMap { MathParser.expression($0) }
        return read.count == parts.count ? .ratio(read) : nil
    }

    private func percent(_ tokens: ArraySlice<MathToken>) -> MathAnswer? {
        guard let last = tokens.last else { return nil }
        let isPercent: Bool =
            switch last {
            case .symbol("%"): true
            case .letters(let word), .text(let word): ["percent", "pct", "percents", "percent."].contains(word.trimmingSpaces.lowercased())
            default: false
            }
        guard isPercent, let value = MathParser.expression(Self.trimmed(tokens.dropLast())) else { return nil }
        return .percent(value)
    }
}
