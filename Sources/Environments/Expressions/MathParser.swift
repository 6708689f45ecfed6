/// Reads one formula from tokens: numbers, names, `+ − · / ^ !`, fractions, roots, functions, `|x|`, implicit products
/// and mixed numbers. Recursive descent, bounded in depth; anything else makes it give up, never guess.
struct MathParser {
    let tokens: ArraySlice<MathToken>
    var place: Int
    var depth = 0
    static let deepest = 60
    /// Signs that each make the tree one deeper: divisions in a row, `!` after `!`.
    static let longestChain = 100
    /// Bars of `|x|` that are open; within them the next bar closes.
    var openBars = 0

    /// Digits of the run at `place` that earlier arguments took.
    var pendingDigits = 0

    /// The formula, where the whole of the tokens is one.
    static func expression(_ tokens: some Collection<MathToken>) -> MathExpression? {
        var parser = MathParser(ArraySlice(tokens))
        guard let expression = parser.stacked(), parser.next == nil else { return nil }
        return expression
    }

    private init(_ tokens: ArraySlice<MathToken>) {
        self.tokens = tokens
        place = tokens.startIndex
    }

    /// The next token that is no space.
    var next: MathToken? {
        var at = place
        while at < tokens.endIndex, tokens[at] == .space { at += 1 }
        return at < tokens.endIndex ? tokens[at] : nil
    }

    mutating func advance() {
        while place < tokens.endIndex, tokens[place] == .space { place += 1 }
        place += 1
    }

    mutating func take(_ symbol: String) -> Bool {
        guard next == .symbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func sum() -> MathExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { return nil }
        var parts: [MathExpression] = []
        while true {
            var isNegative = false
            while let sign = next, sign == .symbol("+") || sign == .symbol("-") {
                if sign == .symbol("-") { isNegative.toggle() }
                advance()
            }
            guard let part = product() else { return nil }
            parts.append(isNegative ? .negative(part) : part)
            guard next == .symbol("+") || next == .symbol("-") else { break }
        }
        return parts.count == 1 ? parts[0] : .sum(parts)
    }

    mutating func product() -> MathExpression? {
        guard var result = factor(first: true) else { return nil }
        var chain = 0
        while let token = next {
            chain += 1
            guard chain <= 4 * Self.longestChain else { return nil }
            switch token {
            case .symbol("*"), .command("times"), .command("cdot"), .command("ast"):
                advance()
                guard let other = signedFactor() else { return nil }
                result = Self.times(result, other)
            case .symbol("/"), .command("div"):
                advance()
                guard chain <= Self.longestChain, let other = signedFactor() else { return nil }
                result = .quotient(result, other)
            default:
                guard startsFactor(token) else { return result }
                // 3 1/2 and 3\frac12 are sums.
                if case .number(let whole) = result, whole.isInteger, whole.numerator >= 0, let mixed = mixedFraction(token) {
                    result = .sum([result, mixed])
                    continue
                }
                // 2 3 is no product.
                if case .number = token, Self.endsInNumber(result) { return nil }
                guard let other = factor(first: false) else { return nil }
                result = Self.times(result, other)
            }
        }
        return result
    }

    static func times(_ a: MathExpression, _ b: MathExpression) -> MathExpression {
        if case .product(let parts) = a { return .product(parts + [b]) }
        return .product([a, b])
    }

    mutating func signedFactor() -> MathExpression? {
        var isNegative = false
        while let sign = next, sign == .symbol("+") || sign == .symbol("-") {
            if sign == .symbol("-") { isNegative.toggle() }
            advance()
        }
        return factor(first: true).map { isNegative ? .negative($0) : $0 }
    }

    func startsFactor(_ token: MathToken) -> Bool {
        switch token {
        case .number, .letters: true
        case .symbol(let symbol): symbol == "(" || symbol == "[" || symbol == "{" || symbol == "|" && openBars == 0
        case .command(let name):
            name == "frac" || name == "sqrt" || name == "binom" || name == "lfloor" || name == "lceil" || name == "lvert"
                || Self.constants[name] != nil || MathFunction.spellings[name] != nil
                || Self.greek.contains(name) || Self.signs.contains(name) || Self.accents.contains(name)
        case .text, .space: false
        }
    }

    mutating func factor(first: Bool) -> MathExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest, var result = base() else { return nil }
        var chain = 0
        while let token = next {
            chain += 1
            guard chain <= Self.longestChain else { return nil }
            if token == .symbol("!") {
                advance()
                result = .function(.factorial, [result])
            } else if token == .symbol("^") || token == .symbol("**") {
                advance()
                if takeMark() { continue }
                guard let exponent = script() else { return nil }
                // v^2_0 is the square of v_0.
                if case .variable(let name) = result, next == .symbol("_") { result = .variable(name + scripts(only: "_")) }
                result = .power(result, exponent)
            } else if token == .symbol("%") || token == .command("circ") || token == .command("degree") {
                advance()
            } else {
                break
            }
        }
        return result
    }

    /// The sign of degrees, or a prime that is part of no name; both mean nothing here.
    mutating func takeMark() -> Bool {
        let start = place
        let isGroup = take("{")
        if next == .command("circ") || next == .command("prime") {
            advance()
            if !isGroup || take("}") { return true }
        }
        place = start
        return false
    }

    /// What `^` or `_` applies to: a group, or one factor without its own power; `2^3^2` is `2^(3^2)`.
    mutating func script() -> MathExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { return nil }
        if next == .symbol("{") { return group("{", "}") }
        if next == .symbol("-") || next == .symbol("+") {
            let isNegative = next == .symbol("-")
            advance()
            return script().map { isNegative ? .negative($0) : $0 }
        }
        guard let base = base(isScript: true) else { return nil }
        guard next == .symbol("^") || next == .symbol("**") else { return base }
        advance()
        return script().map { .power(base, $0) }
    }

    mutating func group(_ open: String, _ close: String) -> MathExpression? {
        let outer = openBars
        openBars = 0
        defer { openBars = outer }
        guard take(open), let content = open == "{" ? stacked() : sum(), take(close) else { return nil }
        return content
    }

    /// A sum, or two with TeX's infix `\over` or `\choose` between them.
    mutating func stacked() -> MathExpression? {
        guard let above = sum() else { return nil }
        guard next == .command("over") || next == .command("choose") else { return above }
        let isFraction = next == .command("over")
        advance()
        guard let below = sum() else { return nil }
        return isFraction ? .quotient(above, below) : .function(.binomial, [above, below])
    }

    mutating func base(isScript: Bool = false) -> MathExpression? {
        guard let token = next else { return nil }
        switch token {
        case .number(let digits):
            advance()
            if let repeating = repeatingDecimal(digits) { return repeating }
            // 101_2 is a numeral in another base; it equals what is written the same way.
            if next == .symbol("_"), digits.allSatisfy(\.isNumber) { return .variable(digits + scripts(only: "_")) }
            // 1e5, with nothing between.
            if place + 1 < tokens.endIndex, tokens[place] == .letters("e") || tokens[place] == .letters("E"),
                case .number(let power) = tokens[place + 1], let exponent = Int(power), exponent < 300
            {
                place += 2
                return .product([Self.number(digits), .power(.number(Rational(10)), .number(Rational(exponent)))])
            }
            // 1e-5, and 1E+5.
            if place + 2 < tokens.endIndex, tokens[place] == .letters("e") || tokens[place] == .letters("E"),
                tokens[place + 1] == .symbol("-") || tokens[place + 1] == .symbol("+"), case .number(let power) = tokens[place + 2],
                let exponent = Int(power), exponent < 300
            {
                let sign = tokens[place + 1] == .symbol("-") ? -1 : 1
                place += 3
                return .product([Self.number(digits), .power(.number(Rational(10)), .number(Rational(sign * exponent)))])
            }
            return Self.number(digits)
        case .symbol("("): return group("(", ")")
        case .symbol("["): return group("[", "]")
        case .symbol("{"): return group("{", "}")
        case .symbol("|"): return magnitude(.symbol("|"))
        case .letters(let run): return word(run, isScript: isScript)
        case .command(let name): return command(name)
        case .symbol, .text, .space: return nil
        }
    }
}
