/// Reads one formula from tokens: numbers, names, `+ − · / ^ !`, fractions, roots, functions, `|x|`, implicit products
/// and mixed numbers. Recursive descent, bounded in depth; anything else makes it give up, never guess.
struct MathParser {
    private let tokens: ArraySlice<MathToken>
    private var place: Int
    private var depth = 0
    private static let deepest = 60
    /// Signs that each make the tree one deeper: divisions in a row, `!` after `!`.
    private static let longestChain = 100
    /// Bars of `|x|` that are open; within them the next bar closes.
    private var openBars = 0

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
    private var next: MathToken? {
        var at = place
        while at < tokens.endIndex, tokens[at] == .space { at += 1 }
        return at < tokens.endIndex ? tokens[at] : nil
    }

    private mutating func advance() {
        while place < tokens.endIndex, tokens[place] == .space { place += 1 }
        place += 1
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard next == .symbol(symbol) else { return false }
        advance()
        return true
    }

    private mutating func sum() -> MathExpression? {
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

    private mutating func product() -> MathExpression? {
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

    private static func endsInNumber(_ expression: MathExpression) -> Bool {
        switch expression {
        case .number, .approximate: true
        case .product(let parts): parts.last.map(endsInNumber) ?? false
        default: false
        }
    }

    private static func times(_ a: MathExpression, _ b: MathExpression) -> MathExpression {
        if case .product(let parts) = a { return .product(parts + [b]) }
        return .product([a, b])
    }

    private mutating func signedFactor() -> MathExpression? {
        var isNegative = false
        while let sign = next, sign == .symbol("+") || sign == .symbol("-") {
            if sign == .symbol("-") { isNegative.toggle() }
            advance()
        }
        return factor(first: true).map { isNegative ? .negative($0) : $0 }
    }

    /// The fraction after a whole number, where both its parts are plain digits.
    private mutating func mixedFraction(_ token: MathToken) -> MathExpression? {
        let start = place
        if token == .command("frac"), let fraction = base(), case .quotient(.number, .number) = fraction,
            next != .symbol("^"), next != .symbol("!")
        {
            return fraction
        }
        place = start
        if case .number(let above) = token {
            advance()
            if take("/"), case .number(let below)? = next, let a = Rational(decimal: above), let b = Rational(decimal: below) {
                advance()
                return .quotient(.number(a), .number(b))
            }
        }
        place = start
        return nil
    }

    private func startsFactor(_ token: MathToken) -> Bool {
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

    private mutating func factor(first: Bool) -> MathExpression? {
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
    private mutating func takeMark() -> Bool {
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
    private mutating func script() -> MathExpression? {
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

    private mutating func group(_ open: String, _ close: String) -> MathExpression? {
        let outer = openBars
        openBars = 0
        defer { openBars = outer }
        guard take(open), let content = open == "{" ? stacked() : sum(), take(close) else { return nil }
        return content
    }

    /// A sum, or two with TeX's infix `\over` or `\choose` between them.
    private mutating func stacked() -> MathExpression? {
        guard let above = sum() else { return nil }
        guard next == .command("over") || next == .command("choose") else { return above }
        let isFraction = next == .command("over")
        advance()
        guard let below = sum() else { return nil }
        return isFraction ? .quotient(above, below) : .function(.binomial, [above, below])
    }

    private mutating func base(isScript: Bool = false) -> MathExpression? {
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

    /// `0.\overline{3}` and `1.2\overline{3}`, after their digits; exact.
    private mutating func repeatingDecimal(_ digits: String) -> MathExpression? {
        let start = place
        var whole = digits
        if !digits.contains(".") {
            guard place < tokens.endIndex, tokens[place] == .symbol(".") else { return nil }
            place += 1
            whole += "."
        }
        if let mark = next, mark == .command("overline") || mark == .command("bar"), tokens[place] == mark {
            advance()
            let isGroup = take("{")
            if case .number(let period)? = next, period.allSatisfy(\.isNumber), (1...12).contains(period.count), let head = Rational(decimal: whole) {
                advance()
                if !isGroup || take("}") {
                    // The period p of n digits after k places is p / (10ⁿ − 1) / 10ᵏ.
                    let places = whole.split(separator: ".", omittingEmptySubsequences: false).last?.count ?? 0
                    let power = { (n: Int) in Rational(10).raised(to: Rational(n)) }
                    if let nines = power(period.count)?.adding(Rational(-1)), let scale = power(places), let below = nines.multiplied(by: scale),
                        let tail = Rational(decimal: period)?.divided(by: below), let sum = head.adding(tail)
                    {
                        return .number(sum)
                    }
                }
            }
        }
        place = start
        return nil
    }

    private static func number(_ digits: String) -> MathExpression {
        if let exact = Rational(decimal: digits) { return .number(exact) }
        // A whole number that is too long to be worked with equals what has the same digits.
        let whole = digits.prefix { $0 != "." }.drop { $0 == "0" }
        if !digits.contains("."), whole.utf8.count > 36 { return .variable("digits " + whole) }
        return .approximate(Double(digits) ?? .nan)
    }

    private mutating func magnitude(_ bar: MathToken) -> MathExpression? {
        advance()
        openBars += 1
        defer { openBars -= 1 }
        guard let content = sum(), next == bar || next == .command("rvert") else { return nil }
        advance()
        return .function(.abs, [content])
    }

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

    private mutating func command(_ name: String) -> MathExpression? {
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
    private mutating func argument() -> MathExpression? {
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

    /// Digits of the run at `place` that earlier arguments took.
    private var pendingDigits = 0

    /// A name with the subscripts and primes that belong to it.
    private mutating func variable(_ name: String) -> MathExpression? {
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
    private mutating func application(of name: String) -> MathExpression? {
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
    private mutating func primeScript() -> String? {
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
    private mutating func scripts(only: String? = nil) -> String {
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

    private static func written(_ tokens: ArraySlice<MathToken>) -> String {
        tokens.map { token in
            switch token {
            case .number(let text), .letters(let text), .text(let text), .command(let text): text
            case .symbol("{"), .symbol("}"), .space: ""
            case .symbol(let text): text
            }
        }.joined()
    }

    /// The argument of a function: `\sin^2 x`, `\sin 2x`, `\log_2 8`, `f(x, y)`.
    private mutating func apply(_ function: MathFunction) -> MathExpression? {
        var function = function
        var power: MathExpression?
        var base: MathExpression?
        while next == .symbol("^") || next == .symbol("_") {
            let isPower = next == .symbol("^")
            advance()
            guard let read = script() else { return nil }
            if isPower { power = read } else { base = read }
        }
        guard let arguments = arguments(of: function), !arguments.isEmpty else { return nil }
        var all = arguments
        if let base {
            guard function == .log, all.count == 1 else { return nil }
            function = .logBase
            all.append(base)
        }
        let expected: ClosedRange<Int> =
            switch function {
            case .gcd, .lcm, .max, .min: 1...20
            case .logBase: 2...2
            case .log: 1...2
            default: 1...1
            }
        guard expected.contains(all.count) else { return nil }
        if function == .log, all.count == 2 { function = .logBase }
        var applied = MathExpression.function(function, all)
        if let power {
            if power == .negative(.one), let inverse = Self.inverses[function] {
                applied = .function(inverse, all)
            } else {
                applied = .power(applied, power)
            }
        }
        return applied
    }

    private static let inverses: [MathFunction: MathFunction] = [
        .sin: .asin, .cos: .acos, .tan: .atan, .cot: .acot, .sec: .asec, .csc: .acsc, .sinh: .asinh, .cosh: .acosh, .tanh: .atanh,
    ]

    private mutating func arguments(of function: MathFunction) -> [MathExpression]? {
        if next == .symbol("(") || next == .symbol("{") {
            let close = next == .symbol("(") ? ")" : "}"
            advance()
            var list: [MathExpression] = []
            repeat {
                guard let argument = sum() else { return nil }
                list.append(argument)
            } while take(",")
            return take(close) ? list : nil
        }
        // Without parentheses: factors up to the next sign, division or function.
        guard var argument = factor(first: true) else { return nil }
        while let token = next, startsFactor(token), !isFunction(token) {
            guard let other = factor(first: false) else { return nil }
            argument = Self.times(argument, other)
        }
        return [argument]
    }

    private func isFunction(_ token: MathToken) -> Bool {
        switch token {
        case .command(let name): MathFunction.spellings[name] != nil || Self.signs.contains(name)
        case .letters(let run): MathFunction.spellings[run] != nil
        case .symbol("("): true
        default: false
        }
    }

    /// A run of letters: a function or constant by its name, else single letters side by side.
    private mutating func word(_ run: String, isScript: Bool) -> MathExpression? {
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
    private static let applied: [String: MathFunction] = {
        var runs: [String: MathFunction] = [:]
        for (name, function) in [("sin", MathFunction.sin), ("cos", .cos), ("tan", .tan), ("ln", .log), ("log", .log), ("exp", .exp)] {
            for letter in ["x", "y", "t", "u", "n"] { runs[name + letter] = function }
        }
        return runs
    }()

    /// Whether `symbol` comes directly after the next token.
    private func follows(_ symbol: String) -> Bool {
        var at = place
        while at < tokens.endIndex, tokens[at] == .space { at += 1 }
        return at + 1 < tokens.endIndex && tokens[at + 1] == .symbol(symbol)
    }

    private mutating func letter(_ name: String) -> MathExpression? {
        if next != .symbol("_"), next != .symbol("'") {
            if name == "e" { return .constant(.e) }
            if name == "i" { return .constant(.i) }
        }
        return variable(name)
    }
}
