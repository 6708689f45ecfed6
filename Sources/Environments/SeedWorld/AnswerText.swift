internal import Experience

/// Writes a completion of an item in one of the answer styles.
///
/// Each style begins with a word of its own: `Let`, `It`, `I`, `Well`. The choice of style is thus made
/// in one token, with a few wordings behind it.
enum AnswerText {
    static let workedOpenings = [" Let me work it out.", " Let me see.", " Let me go step by step."]
    static let quickOpenings = [" It is", " It must be", " It should be"]
    static let unboxedOpenings = [" I think the answer is", " I think it is", " I would say"]
    static let rambleOpenings = [
        " Well, that is like this one.", " Well, first look at another one.", " Well, here are more of them.",
    ]

    /// Steps, then the box. Always right.
    static func worked(_ item: SeedItem, _ g: inout SeededGenerator) -> String {
        "\(g.element(of: workedOpenings)) \(item.working) \\boxed{\(item.answer)}"
    }

    static func quick(_ item: SeedItem, errorRate: Double, _ g: inout SeededGenerator) -> String {
        "\(g.element(of: quickOpenings)) \\boxed{\(answer(item, errorRate: errorRate, &g))}"
    }

    static func unboxed(_ item: SeedItem, errorRate: Double, _ g: inout SeededGenerator) -> String {
        "\(g.element(of: unboxedOpenings)) \(answer(item, errorRate: errorRate, &g))."
    }

    /// The right answer, or with probability `errorRate` one of the near misses.
    private static func answer(_ item: SeedItem, errorRate: Double, _ g: inout SeededGenerator) -> String {
        g.uniform() < errorRate ? g.element(of: item.mistakes) : item.answer
    }
}
