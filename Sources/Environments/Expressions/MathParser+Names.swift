/// Names with what belongs to them, and runs of letters.
extension MathParser {
    /// A name with the subscripts and primes that belong to it.
    mutating func variable(_ name: String) -> MathExpression? {
        var full = name
        while true {
            if next == .symbol("_") {
                full += scripts(only: "_")
            } else if next == .symbol("'") {
                advance()
                full += "'"
            } else if next == .symbol("^"), let prime = primeScript() {
                full += prime
            } else {
                return application(of: full) ?? .variable(full)
            }
        }
    }

    /// `f(x, y)`: a name with several arguments stands for their product, which is as good as a function for a name.
    mutating func application(of name: String) -> MathExpression? {
        let start = place
        guard take("("), let first = sum(), take(",") else {
            place = start
            return nil
        }
        var parts = [MathExpression.variable(name), first]
        repeat {
            guard let part = sum() else {
                place = start
                return nil
            }
            parts.append(part)
        } while take(",")
        guard take(")") else {
            place = start
            return nil
        }
        return .product(parts)
    }

    /// `^{\prime}` and `^{\circ}`-free primes, which are part of a name.
    mutating func primeScript() -> String? {
        let start = place
        advance()
        let isGroup = take("{")
        guard next == .command("prime") else {
            place = start
            return nil
        }
        advance()
        if isGroup, !take("}") {
            place = start
            return nil
        }
        return "'"
    }

    /// Sub- and superscripts as one normalized text.
    mutating func scripts(only: String? = nil) -> String {
        var texts: [String] = []
        while let token = next, token == .symbol("_") || (token == .symbol("^") && only == nil) {
            advance()
            let start = place
            if next == .symbol("{") {
                var level = 0
                repeat {
                    guard let inner = next else { return texts.joined() }
                    if inner == .symbol("{") { level += 1 }
                    if inner == .symbol("}") { level -= 1 }
                    advance()
                } while level > 0
            } else {
                advance()
            }
            texts.append((token == .symbol("_") ? "_" : "^") + Self.written(tokens[start..<min(place, tokens.endIndex)]))
        }
        return texts.sorted().joined()
    }

    static func written(_ tokens: ArraySlice<MathToken>) -> String {
        tokens.map { token in
            switch token {
            case .number(let text), .letters(let text), .text(let text), .command(let text): text
            case .symbol("{"), .symbol("}"), .space: ""
            case .symbol(let text): text
            }
        }.joined()
    }

    /// A run of letters: a function or constant by its name, else single letters side by side.
    mutating func word(_ run: String, isScript: Bool) -> MathExpression? {
        if run == "sqrt" || run == "binom" {
            advance()
            guard run == "sqrt" else { return nil }
            guard let content = next == .symbol("(") ? group("(", ")") : base(isScript: true) else { return nil }
            return .function(.sqrt, [content])
        }
        if let function = MathFunction.spellings[run], run != "gamma" || follows("(") {
            advance()
            return apply(function)
        }
        if let function = Self.applied[run], let name = run.last {
            advance()
            guard let argument = letter(String(name)) else { return nil }
            return .function(function, [argument])
        }
        if let constant = Self.constants[run] ?? (run == "oo" || run == "inf" ? .infinity : nil) {
            advance()
            return .constant(constant)
        }
        if Self.greek.contains(run), run.count > 2 {
            advance()
            return variable(run)
        }
        let letters = run.map(String.init)
        advance()
        guard letters.count <= 4 else { return nil }
        if letters.count == 1 { return letter(letters[0]) }
        guard !isScript else { return nil }
        var factors = letters.dropLast().map { $0 == "e" ? MathExpression.constant(.e) : $0 == "i" ? .constant(.i) : .variable($0) }
        guard let last = letters.last, let end = letter(last) else { return nil }
        factors.append(end)
        // A power after the last letter is the last letter's own: xy^2 = x·y².
        if next == .symbol("^") || next == .symbol("**") {
            advance()
            guard let exponent = script() else { return nil }
            factors[factors.count - 1] = .power(end, exponent)
        }
        return .product(factors)
    }

    /// `lnx`, `sinx`: a function and its argument written together.
    static let applied: [String: MathFunction] = {
        var runs: [String: MathFunction] = [:]
        for (name, function) in [("sin", MathFunction.sin), ("cos", .cos), ("tan", .tan), ("ln", .log), ("log", .log), ("exp", .exp)] {
            for letter in ["x", "y", "t", "u", "n"] { runs[name + letter] = function }
        }
        return runs
    }()

    /// Whether `symbol` comes directly after the next token.
    func follows(_ symbol: String) -> Bool {
        var at = place
        while at < tokens.endIndex, tokens[at] == .space { at += 1 }
        return at + 1 < tokens.endIndex && tokens[at + 1] == .symbol(symbol)
    }

    mutating func letter(_ name: String) -> MathExpression? {
        if next != .symbol("_"), next != .symbol("'") {
            if name == "e" { return .constant(.e) }
            if name == "i" { return .constant(.i) }
        }
        return variable(name)
    }
}
