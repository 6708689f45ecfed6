/// What begins with a backslash, and bars.
extension MathParser {
    static let constants: [String: MathExpression.Constant] = [
        "pi": .pi, "infty": .infinity, "infinity": .infinity, "Catalan": .catalan, "EulerGamma": .eulerGamma,
    ]
    static let greek: Set<String> = [
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
        "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma",
        "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "hbar", "ell", "odot", "oplus",
    ]
    static let signs: Set<String> = ["sum", "prod", "int", "lim"]
    static let accents: Set<String> = ["overline", "bar", "hat", "vec", "tilde", "angle", "triangle", "overrightarrow", "widehat", "dot", "ddot", "mathring", "underline"]

    mutating func magnitude(_ bar: MathToken) -> MathExpression? {
        advance()
        openBars += 1
        defer { openBars -= 1 }
        guard let content = sum(), next == bar || next == .command("rvert") else { return nil }
        advance()
        return .function(.abs, [content])
    }

    mutating func command(_ name: String) -> MathExpression? {
        switch name {
        case "frac":
            advance()
            guard let above = argument(), let below = argument() else { return nil }
            return .quotient(above, below)
        case "binom", "dbinom", "tbinom":
            advance()
            guard let n = argument(), let k = argument() else { return nil }
            return .function(.binomial, [n, k])
        case "sqrt":
            advance()
            var degree: MathExpression?
            if next == .symbol("[") {
                guard let read = group("[", "]") else { return nil }
                degree = read
            }
            guard let content = next == .symbol("{") ? group("{", "}") : base(isScript: true) else { return nil }
            return degree.map { .function(.root, [content, $0]) } ?? .function(.sqrt, [content])
        case "lfloor", "lceil":
            advance()
            guard let content = sum(), next == .command(name == "lfloor" ? "rfloor" : "rceil") else { return nil }
            advance()
            return .function(name == "lfloor" ? .floor : .ceil, [content])
        case "lvert": return magnitude(.command("rvert"))
        case "|": return magnitude(.command("|"))
        default: break
        }
        if let constant = Self.constants[name] {
            advance()
            return .constant(constant)
        }
        // \gamma is a name; the function is written with a capital, or in letters.
        if let function = MathFunction.spellings[name], name != "gamma" {
            advance()
            return apply(function)
        }
        if Self.signs.contains(name) {
            advance()
            let bounds = scripts()
            guard let body = product() else { return nil }
            return .sign(name + bounds, body)
        }
        if Self.accents.contains(name) {
            advance()
            if next == .symbol("{") {
                let start = place
                guard group("{", "}") != nil else { return nil }
                return variable(name + Self.written(tokens[start..<place]))
            }
            guard case .letters(let run)? = next else { return nil }
            advance()
            return variable(name + run)
        }
        guard Self.greek.contains(name) else { return nil }
        advance()
        return variable(name)
    }

    /// `{…}`, or one digit or letter, as LaTeX reads `\frac43`.
    mutating func argument() -> MathExpression? {
        if next == .symbol("{") { return group("{", "}") }
        if case .number(let digits)? = next, digits.count > 1, digits.allSatisfy(\.isNumber) {
            // \frac43 holds two arguments in one run of digits; \frac3{10} holds one.
            while tokens[place] == .space { place += 1 }
            guard pendingDigits < digits.count else { return nil }
            let digit = digits[digits.index(digits.startIndex, offsetBy: pendingDigits)]
            pendingDigits += 1
            if pendingDigits == digits.count {
                pendingDigits = 0
                advance()
            }
            return Self.number(String(digit))
        }
        return base(isScript: true)
    }
}
