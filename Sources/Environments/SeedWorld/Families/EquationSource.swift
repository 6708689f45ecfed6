internal import Experience

/// A missing number: `x + 17 = 45`, `x - 9 = 31`, `3x = 21`, `3x + 5 = 26`.
enum EquationSource: SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        switch generator.int(in: 0...9) {
        case 0...3: missingAddend(&generator, accepts)
        case 4...5: missingMinuend(&generator, accepts)
        case 6...7: missingFactor(&generator, accepts)
        default: linear(&generator, accepts)
        }
    }

    private static func missingAddend(_ generator: inout SeededGenerator, _ accepts: (String) -> Bool) -> SeedItem? {
        let (x, b) = (generator.int(in: 2...69), generator.int(in: 2...49))
        let key = OperationKey.difference(x + b, b)
        guard accepts(key) else { return nil }
        let left = generator.uniform() < 0.7 ? "x + \(b)" : "\(b) + x"
        return item(
            key, equation: "\(left) = \(x + b)", x: x,
            working: "x=\(x + b)-\(b). \(ColumnArithmetic.subtraction(x + b, b))",
            mistakes: [x + 2 * b, NearMiss.differenceWithoutBorrow(x + b, b)], &generator)
    }

    private static func missingMinuend(_ generator: inout SeededGenerator, _ accepts: (String) -> Bool) -> SeedItem? {
        let (c, b) = (generator.int(in: 2...59), generator.int(in: 2...39))
        let key = OperationKey.sum(c, b)
        guard accepts(key) else { return nil }
        return item(
            key, equation: "x - \(b) = \(c)", x: b + c,
            working: "x=\(c)+\(b). \(ColumnArithmetic.addition(c, b))",
            mistakes: [abs(c - b), NearMiss.sumWithoutCarry(c, b)], &generator)
    }

    private static func missingFactor(_ generator: inout SeededGenerator, _ accepts: (String) -> Bool) -> SeedItem? {
        let (a, x) = (generator.int(in: 2...9), generator.int(in: 2...12))
        let key = OperationKey.quotient(a * x, a)
        guard accepts(key) else { return nil }
        return item(
            key, equation: "\(a)x = \(a * x)", x: x, working: "x=\(a * x)/\(a). \(a)*\(x)=\(a * x) so \(x).",
            mistakes: [a * x - a, a], &generator)
    }

    private static func linear(_ generator: inout SeededGenerator, _ accepts: (String) -> Bool) -> SeedItem? {
        let (a, x, b) = (generator.int(in: 2...9), generator.int(in: 2...9), generator.int(in: 1...20))
        let key = "linear \(a) \(b) \(a * x + b)"
        guard accepts(key) else { return nil }
        let c = a * x + b
        return item(
            key, equation: "\(a)x + \(b) = \(c)", x: x,
            working: "\(a)x=\(c)-\(b). \(ColumnArithmetic.subtraction(c, b)) \(a)*\(x)=\(a * x) so \(x).",
            mistakes: [a * x, x + 2], &generator)
    }

    private static func item(
        _ key: String, equation: String, x: Int, working: String, mistakes: [Int],
        _ generator: inout SeededGenerator
    ) -> SeedItem {
        let question = generator.uniform() < 0.6 ? "\(equation). Find x." : "Solve \(equation)."
        return SeedItem(
            key: key, question: question, answer: "\(x)", working: working,
            mistakes: NearMiss.whole(x, also: mistakes))
    }
}
