internal import Experience

/// Simple parts: tenths as decimals, halves of whole numbers, fractions of one denominator.
enum FractionSource: SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        switch generator.int(in: 0...9) {
        case 0...4: tenths(&generator, accepts)
        case 5...6: half(&generator, accepts)
        default: sameDenominator(&generator, accepts)
        }
    }

    /// Tenths as a decimal: 42 is `4.2`, 40 is `4.0`.
    private static func decimal(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }

    private static func tenths(_ generator: inout SeededGenerator, _ accepts: (String) -> Bool) -> SeedItem? {
        let adding = generator.uniform() < 0.6
        var (a, b) = (generator.int(in: 2...69), generator.int(in: 2...29))
        if !adding, a < b { swap(&a, &b) }
        let key = adding ? "tenths add \(min(a, b)) \(max(a, b))" : "tenths subtract \(a) \(b)"
        guard accepts(key) else { return nil }
        let result = adding ? a + b : a - b
        let question = "\(decimal(a)) \(adding ? "+" : "-") \(decimal(b)) = ?"
        let working = adding ? ColumnArithmetic.addition(a, b) : ColumnArithmetic.subtraction(a, b)
        let mistakes = [result + 1, result + 10, result - 1, result - 10].filter { $0 >= 0 }.map(decimal)
        return SeedItem(
            key: key, question: generator.uniform() < 0.7 ? question : "What is " + question.dropLast(4) + "?",
            answer: decimal(result), working: working + " Tenths: \(decimal(result)).",
            mistakes: mistakes + [decimal(result * 10)].filter { $0 != decimal(result) })
    }

    private static func half(_ generator: inout SeededGenerator, _ accepts: (String) -> Bool) -> SeedItem? {
        let number = 2 * generator.int(in: 2...49)
        let key = OperationKey.quotient(number, 2)
        guard accepts(key) else { return nil }
        return SeedItem(
            key: key,
            question: generator.uniform() < 0.5 ? "What is half of \(number)?" : "Find 1/2 of \(number).",
            answer: "\(number / 2)", working: ColumnArithmetic.division(number, 2),
            mistakes: NearMiss.whole(number / 2, also: [number / 2 + 5, number * 2]))
    }

    private static func sameDenominator(_ generator: inout SeededGenerator, _ accepts: (String) -> Bool) -> SeedItem? {
        let denominator = generator.int(in: 5...19)
        let sum = generator.int(in: 3...denominator - 1)
        let a = generator.int(in: 1...sum - 1)
        let b = sum - a
        let key = "fractions \(denominator) \(min(a, b)) \(max(a, b))"
        guard accepts(key) else { return nil }
        var mistakes = ["\(sum)/\(2 * denominator)", "\(sum + 1)/\(denominator)"]
        if a != b { mistakes.append("\(abs(a - b))/\(denominator)") }
        return SeedItem(
            key: key, question: "\(a)/\(denominator) + \(b)/\(denominator) = ?", answer: "\(sum)/\(denominator)",
            working: "\(a)+\(b)=\(sum), over \(denominator).", mistakes: mistakes)
    }
}
