import Testing

@testable import Environments

struct NumericAnswerTests {
    @Test(arguments: [
        ("24", 24, 1), ("24.0", 24, 1), ("-7", -7, 1), ("\u{2212}7", -7, 1), ("+7", 7, 1), ("007", 7, 1),
        ("12.80", 64, 5), (".5", 1, 2), ("5.", 5, 1), ("1,234", 1234, 1), ("1,234,567.5", 2_469_135, 2),
        ("10{,}000", 10_000, 1), ("3/4", 3, 4), ("6/8", 3, 4), ("-3/4", -3, 4), ("1.5/2", 3, 4),
        (#"\frac{3}{4}"#, 3, 4), (#"\dfrac34"#, 3, 4), (#"\frac 3 4"#, 3, 4), (#"-\frac{2023}{2024}"#, -2023, 2024),
        (#"\frac{-2023}{2024}"#, -2023, 2024), (#"22\frac{1}{2}"#, 45, 2), ("22 1/2", 45, 2), (#"-1\frac12"#, -3, 2),
        ("$12$", 12, 1), (#"50\%"#, 50, 1), (#"90^\circ"#, 90, 1), (#"90^{\circ}"#, 90, 1), ("90°", 90, 1),
        (#"12.8\text{ mph}"#, 64, 5), (#"12 \mathrm{cm}"#, 12, 1), ("12 cm", 12, 1), (#"\$10"#, 10, 1),
        (#"m=\frac{4}{3}"#, 4, 3), ("x = 3", 3, 1), ("x_1=3", 3, 1), ("8996734080", 8_996_734_080, 1),
        ("123456789012345678", 123_456_789_012_345_678, 1),
    ])
    func `numbers are read exactly`(text: String, numerator: Int, denominator: Int) throws {
        let number = try #require(NumericAnswer(text), "\(text)")
        #expect(number.numerator == Int128(numerator), "\(text)")
        #expect(number.denominator == Int128(denominator), "\(text)")
    }

    @Test(arguments: [
        "", "-", ".", "1,2", "(1,2)", "1,2345", "12,34,567", "1 2", "10^{2}", #"2\sqrt{3}"#, "x", "12 miles per hour",
        "1/0",
        #"\frac{1}{0}"#, #"\frac{1}"#, "3 = 4", "1=1=1", "1/2/3", "1e5", "0x10", "--1", #"2.5\frac12"#,
        #"1\frac{4}{3}"#,
        "1234567890123456789", "0.1234567890123456789", "∞", "٣", "１２",
    ])
    func `other text is not a number`(text: String) {
        #expect(NumericAnswer(text) == nil, "\(text)")
    }

    @Test func `very long input is refused at once`() {
        #expect(NumericAnswer(String(repeating: "9", count: 1 << 20)) == nil)
        #expect(NumericAnswer(String(repeating: "{", count: 1 << 20)) == nil)
    }
}
