internal import Experience

/// Keys of the plain operations, shared by every family that asks one.
enum OperationKey {
    static func sum(_ a: Int, _ b: Int) -> String { "add \(min(a, b)) \(max(a, b))" }
    static func difference(_ a: Int, _ b: Int) -> String { "subtract \(a) \(b)" }
    static func product(_ a: Int, _ b: Int) -> String { "multiply \(min(a, b)) \(max(a, b))" }
    static func quotient(_ a: Int, _ b: Int) -> String { "divide \(a) \(b)" }
}

/// How long the operands of a sum or difference are: two digits mostly.
private func operand(_ generator: inout SeededGenerator, digits: Int) -> Int {
    switch digits {
    case 1: generator.int(in: 1...9)
    case 2: generator.int(in: 10...99)
    default: generator.int(in: 100...499)
    }
}

private func operands(_ generator: inout SeededGenerator) -> (Int, Int) {
    let draw = generator.uniform()
    let digits = draw < 0.08 ? (1, 1) : draw < 0.22 ? (2, 1) : draw < 0.85 ? (2, 2) : draw < 0.92 ? (3, 2) : (3, 3)
    return (operand(&generator, digits: digits.0), operand(&generator, digits: digits.1))
}

/// `47 + 38 = ?`
enum AdditionSource: SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        var (a, b) = operands(&generator)
        let key = OperationKey.sum(a, b)
        guard accepts(key) else { return nil }
        if generator.uniform() < 0.5 { swap(&a, &b) }
        let question =
            switch generator.int(in: 0...9) {
            case 0...5: "\(a) + \(b) = ?"
            case 6...8: "What is \(a) + \(b)?"
            default: "Add \(a) and \(b)."
            }
        return SeedItem(
            key: key, question: question, answer: "\(a + b)", working: ColumnArithmetic.addition(a, b),
            mistakes: NearMiss.whole(a + b, also: [NearMiss.sumWithoutCarry(a, b), abs(a - b)]))
    }
}

/// `52 - 38 = ?`, never negative.
enum SubtractionSource: SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        var (a, b) = operands(&generator)
        if a < b { swap(&a, &b) }
        let key = OperationKey.difference(a, b)
        guard accepts(key) else { return nil }
        let question =
            switch generator.int(in: 0...9) {
            case 0...5: "\(a) - \(b) = ?"
            case 6...8: "What is \(a) - \(b)?"
            default: "Take \(b) from \(a)."
            }
        return SeedItem(
            key: key, question: question, answer: "\(a - b)", working: ColumnArithmetic.subtraction(a, b),
            mistakes: NearMiss.whole(a - b, also: [NearMiss.differenceWithoutBorrow(a, b), a + b]))
    }
}

/// `7 * 46 = ?`, one factor a digit.
enum MultiplicationSource: SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let digit = generator.int(in: 2...9)
        let number = generator.uniform() < 0.25 ? generator.int(in: 2...9) : generator.int(in: 11...99)
        let key = OperationKey.product(digit, number)
        guard accepts(key) else { return nil }
        let swapped = generator.uniform() < 0.3
        let (a, b) = swapped ? (number, digit) : (digit, number)
        let question =
            switch generator.int(in: 0...9) {
            case 0...5: "\(a) * \(b) = ?"
            case 6...8: "What is \(a) * \(b)?"
            default: "Multiply \(a) by \(b)."
            }
        let product = digit * number
        return SeedItem(
            key: key, question: question, answer: "\(product)",
            working: ColumnArithmetic.multiplication(digit, number),
            mistakes: NearMiss.whole(product, also: [product + digit, product - digit, digit + number]))
    }
}
