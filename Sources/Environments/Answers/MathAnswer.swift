/// An answer in mathematics, as it is structured; formulas are its leaves.
public indirect enum MathAnswer: Sendable, Hashable {
    case formula(MathExpression, Writing)
    case percent(MathExpression)
    /// `a < b ≤ c`, `x = 2`: sides and the relations between them.
    case relation([MathAnswer], [Relation])
    case interval(Interval)
    case union([MathAnswer])
    /// `{1, 2}`, `±3`, `1 and 2`, `x = 1, x = 2`: in any order.
    case set([MathAnswer])
    /// `1, 2, 3` as it stands.
    case list([MathAnswer])
    /// `(1, 2)`.
    case tuple([MathAnswer])
    case matrix([[MathAnswer]])
    /// `3 : 4`.
    case ratio([MathExpression])
    case text(String)

    /// Whether words are all or part of it.
    var holdsText: Bool {
        switch self {
        case .text: true
        case .formula, .percent, .interval, .ratio: false
        case .union(let parts), .set(let parts), .list(let parts), .tuple(let parts): parts.contains(where: \.holdsText)
        case .relation(let sides, _): sides.contains(where: \.holdsText)
        case .matrix(let rows): rows.joined().contains(where: \.holdsText)
        }
    }

    /// How a number was written, where that matters to a grader.
    public enum Writing: Sendable, Hashable { case plain, decimal, unreducedFraction }

    public enum Relation: String, Sendable { case equal = "=", less = "<", lessOrEqual = "≤", greater = ">", greaterOrEqual = "≥", notEqual = "≠" }

    public struct Interval: Sendable, Hashable {
        public var lower: MathExpression
        public var upper: MathExpression
        public var includesLower: Bool
        public var includesUpper: Bool
    }
}
