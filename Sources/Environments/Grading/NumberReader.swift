/// Reads one number from normalised text; anything before or after it makes the reading fail.
struct NumberReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func number() -> NumericAnswer? {
        let negative = sign()
        guard let value = unsigned(), index == bytes.count else { return nil }
        return negative ? NumericAnswer(-value.numerator, over: value.denominator, form: value.form) : value
    }

    private mutating func unsigned() -> NumericAnswer? {
        if let fraction = latexFraction() { return fraction }
        guard let first = decimal() else { return nil }
        if index == bytes.count {
            return NumericAnswer(first.digits, over: first.scale, form: first.hasPoint ? .decimal : .whole)
        }
        if take("/"), let second = decimal() { return quotient(first, second) }
        // What is left can only be the fraction of a mixed number.
        guard !first.hasPoint else { return nil }
        skipSpaces()
        guard let fraction = latexFraction() ?? plainFraction(), fraction.numerator < fraction.denominator,
            fraction.numerator >= 0
        else { return nil }
        return NumericAnswer(
            first.digits * fraction.denominator + fraction.numerator, over: fraction.denominator, form: .mixed)
    }

    private mutating func plainFraction() -> NumericAnswer? {
        guard let first = decimal(), take("/"), let second = decimal() else { return nil }
        return quotient(first, second)
    }

    private func quotient(_ a: Decimal, _ b: Decimal) -> NumericAnswer? {
        NumericAnswer(a.digits * b.scale, over: a.scale * b.digits, form: .fraction)
    }

    /// `\frac{a}{b}`, `\frac ab`, `\frac{a}b`; either part may have a sign inside its braces.
    private mutating func latexFraction() -> NumericAnswer? {
        let start = index
        guard take("\\frac"), let above = argument(), let below = argument() else {
            index = start
            return nil
        }
        return quotient(above, below)
    }

    private mutating func argument() -> Decimal? {
        skipSpaces()
        if take("{") {
            skipSpaces()
            let negative = sign()
            guard var value = decimal() else { return nil }
            skipSpaces()
            guard take("}") else { return nil }
            if negative { value.digits = -value.digits }
            return value
        }
        guard index < bytes.count, (48...57).contains(bytes[index]) else { return nil }
        defer { index += 1 }
        return Decimal(digits: Int128(bytes[index] - 48), scale: 1, hasPoint: false)
    }

    /// `digits / scale`, scale a power of ten.
    private struct Decimal {
        var digits: Int128
        var scale: Int128
        var hasPoint: Bool
    }

    /// `1,234.50`, `.5`, `7.`; commas only between groups of three.
    private mutating func decimal() -> Decimal? {
        let whole = digits()
        var integer = whole
        var grouped = false
        if (1...3).contains(whole.count) {
            while index + 3 < bytes.count, bytes[index] == UInt8(ascii: ","),
                bytes[index + 1...index + 3].allSatisfy({ (48...57).contains($0) }),
                index + 4 == bytes.count || !(48...57).contains(bytes[index + 4])
            {
                integer += bytes[index + 1...index + 3]
                index += 4
                grouped = true
            }
        }
        var fraction: [UInt8] = []
        let hasPoint = take(".")
        if hasPoint { fraction = digits() }
        guard !integer.isEmpty || !fraction.isEmpty else { return nil }
        if grouped, index < bytes.count, bytes[index] == UInt8(ascii: ",") { return nil }
        while fraction.last == 48 { fraction.removeLast() }
        let significant = Array((integer + fraction).drop { $0 == 48 })
        guard significant.count <= NumericAnswer.mostDigits, fraction.count <= NumericAnswer.mostDigits else {
            return nil
        }
        return Decimal(
            digits: significant.reduce(0) { $0 * 10 + Int128($1 - 48) },
            scale: fraction.reduce(1) { scale, _ in scale * 10 }, hasPoint: hasPoint)
    }

    private mutating func digits() -> [UInt8] {
        let start = index
        while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
        return Array(bytes[start..<index])
    }

    /// Whether a minus was read; a plus is skipped.
    private mutating func sign() -> Bool {
        defer { skipSpaces() }
        if take("-") { return true }
        _ = take("+")
        return false
    }

    private mutating func skipSpaces() {
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] { return false }
        index += count
        return true
    }
}
