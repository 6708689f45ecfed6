/// A fraction in lowest terms, exact; operations that leave 128 bits give `nil`.
public struct Rational: Sendable, Hashable {
    public let numerator: Int128
    /// Positive.
    public let denominator: Int128

    public init(_ value: Int) { (numerator, denominator) = (Int128(value), 1) }

    public init?(_ numerator: Int128, _ denominator: Int128) {
        guard denominator != 0, numerator != .min, denominator != .min else { return nil }
        let divisor = Int128(Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = sign * (numerator / divisor)
        self.denominator = sign * (denominator / divisor)
    }

    /// A number as it is written: digits, at most one point; `nil` for more digits than fit.
    public init?(decimal text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard !(parts[0].isEmpty && fraction.isEmpty), parts[0].utf8.count + fraction.utf8.count <= 36,
            let digits = Int128(String(parts[0]) + String(fraction))
        else { return nil }
        var scale: Int128 = 1
        for _ in 0..<fraction.utf8.count { scale *= 10 }
        self.init(digits, scale)
    }

    public var isInteger: Bool { denominator == 1 }
    public var double: Double { Double(numerator) / Double(denominator) }
    public var negated: Rational { Rational(unchecked: -numerator, denominator) }

    private init(unchecked numerator: Int128, _ denominator: Int128) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    public func adding(_ other: Rational) -> Rational? {
        let (a, first) = numerator.multipliedReportingOverflow(by: other.denominator)
        let (b, second) = other.numerator.multipliedReportingOverflow(by: denominator)
        let (sum, third) = a.addingReportingOverflow(b)
        let (below, fourth) = denominator.multipliedReportingOverflow(by: other.denominator)
        return first || second || third || fourth ? nil : Rational(sum, below)
    }

    public func multiplied(by other: Rational) -> Rational? {
        let (above, first) = numerator.multipliedReportingOverflow(by: other.numerator)
        let (below, second) = denominator.multipliedReportingOverflow(by: other.denominator)
        return first || second ? nil : Rational(above, below)
    }

    public func divided(by other: Rational) -> Rational? {
        guard other.numerator != 0 else { return nil }
        return Rational(other.denominator, other.numerator).flatMap(multiplied)
    }

    /// Whole exponents up to 128 in size; the result must fit.
    public func raised(to exponent: Rational) -> Rational? {
        guard exponent.isInteger, abs(exponent.numerator) <= 128 else { return nil }
        var result = Rational(1)
        for _ in 0..<abs(exponent.numerator) {
            guard let next = result.multiplied(by: self) else { return nil }
            result = next
        }
        return exponent.numerator < 0 ? Rational(1).divided(by: result) : result
    }

    private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}
