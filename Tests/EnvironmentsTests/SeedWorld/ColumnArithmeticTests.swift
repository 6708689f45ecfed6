import Testing

@testable import Environments

struct ColumnArithmeticTests {
    @Test func `a sum is written column by column with its carries`() {
        #expect(ColumnArithmetic.addition(47, 38) == "47+38: 7+8=15 so 5, 4+3+1=8 so 85.")
        #expect(ColumnArithmetic.addition(7, 8) == "7+8: 7+8=15 so 15.")
        #expect(ColumnArithmetic.addition(98, 7) == "98+7: 8+7=15 so 5, 9+0+1=10 so 105.")
        #expect(ColumnArithmetic.addition(296, 109) == "296+109: 6+9=15 so 5, 9+0+1=10 so 05, 2+1+1=4 so 405.")
    }

    @Test func `a difference borrows ten where the digit is too small`() {
        #expect(ColumnArithmetic.subtraction(52, 38) == "52-38: 12-8=4 so 4, 5-3-1=1 so 14.")
        #expect(ColumnArithmetic.subtraction(52, 48) == "52-48: 12-8=4 so 4, 5-4-1=0 so 4.")
        #expect(ColumnArithmetic.subtraction(300, 138) == "300-138: 10-8=2 so 2, 10-3-1=6 so 62, 3-1-1=1 so 162.")
        #expect(ColumnArithmetic.subtraction(305, 4) == "305-4: 5-4=1 so 1, 0-0-0=0 so 01, 3-0-0=3 so 301.")
    }

    @Test func `a product carries the tens of the ones`() {
        #expect(ColumnArithmetic.multiplication(7, 46) == "7*46: 7*6=42 so 2, 7*4=28, 28+4=32 so 322.")
        #expect(ColumnArithmetic.multiplication(7, 6) == "7*6: 7*6=42 so 42.")
    }

    @Test func `a quotient goes from the left with what is left over`() {
        #expect(ColumnArithmetic.division(36, 2) == "36/2: 3/2=1 left 1, 16/2=8 so 18.")
        #expect(ColumnArithmetic.division(8, 2) == "8/2: 8/2=4 so 4.")
    }

    @Test func `every step of every sum and difference is true`() throws {
        for a in stride(from: 0, to: 500, by: 7) {
            for b in stride(from: 0, through: a, by: 11) {
                for text in [ColumnArithmetic.addition(a, b), ColumnArithmetic.subtraction(a, b)] {
                    for step in text.split(separator: " ").filter({ $0.contains("=") }) {
                        let sides = step.split(separator: "=")
                        let plus = sides[0].split(separator: "+").compactMap { Int($0) }
                        let minus = sides[0].split(separator: "-").compactMap { Int($0) }
                        let value =
                            sides[0].contains("+")
                            ? plus.reduce(0, +) : try #require(minus.first) - minus.dropFirst().reduce(0, +)
                        #expect(value == Int(sides[1]), "\(step) in \(text)")
                    }
                }
            }
        }
    }
}
