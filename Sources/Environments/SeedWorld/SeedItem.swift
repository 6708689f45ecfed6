internal import Experience

/// One item of the seed world, with all that the four answer styles need.
struct SeedItem: Sendable, Hashable {
    /// The operation and its operands in canonical order; it decides the split.
    var key: String
    var question: String
    /// The label.
    var answer: String
    /// The steps, each a copy or a look-up, without opening words or box.
    var working: String
    /// Near misses: what someone in a hurry writes. None equals `answer`.
    var mistakes: [String]
    /// Of the Python families: what an answer is run against.
    var task: ReasoningTask?
}

/// Draws items of one family until one falls in the wanted split.
///
/// A family draws its operands, makes the key, and renders the text only if `accepts` takes the key.
protocol SeedItemSource {
    static func draw(_ generator: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem?
}

extension SeedFamily {
    var source: any SeedItemSource.Type {
        switch self {
        case .addition: AdditionSource.self
        case .subtraction: SubtractionSource.self
        case .multiplication: MultiplicationSource.self
        case .equation: EquationSource.self
        case .sequence: SequenceSource.self
        case .wordProblem: WordProblemSource.self
        case .fraction: FractionSource.self
        case .deduction: DeductionSource.self
        case .abduction: AbductionSource.self
        case .induction: InductionSource.self
        case .derivative: DerivativeSource.self
        case .integral: IntegralSource.self
        }
    }

    /// An item of this family in `split`. One draw in ten fits the smallest splits; that every family has items in each is what
    /// the tests show, so it ends.
    func item(_ generator: inout SeededGenerator, split: SeedSplit) -> SeedItem {
        while true {
            if let item = source.draw(&generator, accepts: { SeedSplit(key: $0) == split }) { return item }
        }
    }
}
