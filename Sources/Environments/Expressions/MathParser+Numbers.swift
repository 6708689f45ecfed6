/// Numerals: mixed numbers, repeating decimals, long numbers.
extension MathParser {
    /// The fraction after a whole number, where both its parts are plain digits.
    mutating func mixedFraction(_ token: MathToken) -> MathExpression? {
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

    /// `0.\overline{3}` and `1.2\overline{3}`, after their digits; exact.
    mutating func repeatingDecimal(_ digits: String) -> MathExpression? {
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

    static func number(_ digits: String) -> MathExpression {
        if let exact = Rational(decimal: digits) { return .number(exact) }
        // A whole number that is too long to be worked with equals what has the same digits.
        let whole = digits.prefix { $0 != "." }.drop { $0 == "0" }
        if !digits.contains("."), whole.utf8.count > 36 { return .variable("digits " + whole) }
        return .approximate(Double(digits) ?? .nan)
    }

    static func endsInNumber(_ expression: MathExpression) -> Bool {
        switch expression {
        case .number, .approximate: true
        case .product(let parts): parts.last.map(endsInNumber) ?? false
        default: false
        }
    }
}
