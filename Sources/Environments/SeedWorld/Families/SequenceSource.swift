internal import Experience

/// What comes next: `What comes next: 3, 7, 11, 15?`, rising or falling by a constant step.
enum SequenceSource: SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let step = generator.int(in: 2...9)
        let rising = generator.uniform() < 0.65
        let start = rising ? generator.int(in: 1...60) : generator.int(in: 4 * step...90)
        let key = "sequence \(start) \(rising ? step : -step)"
        guard accepts(key) else { return nil }
        let change = rising ? step : -step
        let terms = (0..<4).map { start + $0 * change }
        let listed = terms.map(String.init).joined(separator: ", ")
        let next = start + 4 * change
        let working =
            rising
            ? "\(terms[1])-\(terms[0])=\(step). \(ColumnArithmetic.addition(terms[3], step))"
            : "\(terms[0])-\(terms[1])=\(step). \(ColumnArithmetic.subtraction(terms[3], step))"
        return SeedItem(
            key: key,
            question: generator.uniform() < 0.6 ? "What comes next: \(listed)?" : "Next number after \(listed)?",
            answer: "\(next)", working: working,
            mistakes: NearMiss.whole(next, also: [next + change, terms[3]]))
    }
}
