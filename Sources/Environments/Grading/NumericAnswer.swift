/// A number as an answer writes it, read exactly.
///
/// Understood: whole numbers, decimals, `a/b`, `\frac{a}{b}`, `\frac43`, mixed numbers such as
/// `22\frac{1}{2}` or `22 1/2`, signs (the Unicode minus too), thousands commas, `%`, `$…$`, `^\circ`, a
/// trailing unit (`\text{ mph}` or a common word), and a name in front (`m=\frac43`). Powers, roots and
/// sums are not numbers here.
public struct NumericAnswer: Sendable, Hashable {
    /// How the number was written; the graders of MATH mind it.
    public enum Form: Sendable, Hashable { case whole, decimal, fraction, unreducedFraction, mixed }

    /// In lowest terms, with the sign.
    public let numerator: Int128
    /// Positive.
    public let denominator: Int128
    public let form: Form

    /// More significant digits than this in one number and the text is not read as a number, so that
    /// everything below stays exact in 128 bits.
    public static let mostDigits = 18

    /// `nil` where `text` is not one number and nothing else.
    public init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        let plain = AnswerNormalization.plain(text, keepingText: false, keepingSpaces: true)
        var reader = NumberReader(Self.withoutUnit(Self.withoutName(plain)))
        guard let value = reader.number() else { return nil }
        self = value
    }

    init?(_ numerator: Int128, over denominator: Int128, form: Form) {
        guard denominator != 0 else { return nil }
        let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = sign * numerator / Int128(divisor)
        self.denominator = sign * denominator / Int128(divisor)
        self.form = form == .fraction && (divisor > 1 || self.denominator == 1) ? .unreducedFraction : form
    }

    /// Whether the two are the same number, however written.
    public func hasSameValue(as other: NumericAnswer) -> Bool {
        numerator == other.numerator && denominator == other.denominator
    }

    private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }

    /// `m = 4` without `m =`: at most three characters, letters with digits or a subscript after them.
    private static func withoutName(_ text: String) -> String {
        let parts = text.split(separator: "=", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].first, first.isLetter, parts[0].utf8.count <= 4,
            parts[0].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == " " })
        else { return text }
        return String(parts[1].drop { $0 == " " })
    }

    private static let units: Set<Substring> = [
        "degrees", "degree", "units", "unit", "percent", "dollars", "cents", "mph", "cm", "mm", "km", "m", "kg", "g",
        "feet", "foot", "ft", "inches", "inch", "miles", "mile", "meters", "metres", "hours", "hour", "minutes",
        "seconds", "second", "days", "years", "people", "ways",
    ]

    /// `12 cm` without `cm`; one word only, so `12 miles per hour` stays as it is.
    private static func withoutUnit(_ text: String) -> String {
        guard let space = text.lastIndex(of: " "), units.contains(text[text.index(after: space)...]) else {
            return text
        }
        return String(text[..<space])
    }
}
