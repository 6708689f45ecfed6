public import RunStore

/// The same held-out item, answered before and after training.
public struct SamplePair: Sendable, Codable, Hashable {
    public enum Change: String, Sendable, Codable, CaseIterable {
        case learnt, lost
        case stillWrong = "still wrong"
        case stillRight = "still right"
    }

    public var itemID: String
    public var family: String
    public var question: String
    public var label: String
    public var change: Change
    public var before: EvaluationRow
    public var after: EvaluationRow

    /// How many of each kind are shown. Losses are shown as readily as gains.
    private static let wanted: [Change: Int] = [.learnt: 3, .lost: 2, .stillWrong: 1, .stillRight: 1]

    /// The first sample of each item; one item of every family before a second of any.
    static func selection(of run: RunReader) throws(RunStoreError) -> [SamplePair] {
        let before = first(try run.evaluation("heldout/before"))
        let after = first(try run.evaluation("heldout/after"))
        let pairs = before.keys.sorted().compactMap { item -> SamplePair? in
            guard let old = before[item], let new = after[item] else { return nil }
            let change: Change =
                switch (old.correct, new.correct) {
                case (false, true): .learnt
                case (true, false): .lost
                case (false, false): .stillWrong
                case (true, true): .stillRight
                }
            return SamplePair(
                itemID: item, family: new.family, question: new.question, label: new.label, change: change,
                before: old, after: new)
        }
        return Change.allCases.flatMap { change in
            var seen: [String: Int] = [:]
            let ranked = pairs.filter { $0.change == change }.map { pair in
                defer { seen[pair.family, default: 0] += 1 }
                return (turn: seen[pair.family, default: 0], pair: pair)
            }
            return ranked.sorted { ($0.turn, $0.pair.family) < ($1.turn, $1.pair.family) }
                .prefix(wanted[change] ?? 0).map(\.pair)
        }
    }

    private static func first(_ rows: [EvaluationRow]) -> [String: EvaluationRow] {
        Dictionary(rows.map { ($0.itemID, $0) }, uniquingKeysWith: { $0.sample <= $1.sample ? $0 : $1 })
    }
}
