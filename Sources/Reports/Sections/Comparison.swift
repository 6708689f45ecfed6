import Experience
import RunStore

/// One set, before and after training, on the same items.
public struct Comparison: Sendable, Codable, Hashable {
    /// The evaluations' common name, such as `heldout`.
    public var set: String
    /// Accuracy over all items of each evaluation; `nil` is "not measured".
    public var before: Double?
    public var after: Double?
    /// After − before over the items both have.
    public var gain: PairedInterval?

    init(set: String, before: ItemScores?, after: ItemScores?) {
        self.set = set
        self.before = before?.accuracy()
        self.after = after?.accuracy()
        guard let before, let after else { return }
        var generator = SeededGenerator(seed: 0, stream: "report/\(set)")
        gain = pairedBootstrapInterval(
            after.differences(from: before, over: after.shared(with: before)), using: &generator)
    }

    /// Every set that was evaluated before or after, the held-out set first.
    static func all(of run: RunReader) throws(RunStoreError) -> [Comparison] {
        let names = Set(try run.evaluations().map(\.name))
        let sets = Set(
            names.compactMap { name in
                name.hasSuffix("/before") || name.hasSuffix("/after")
                    ? name.split(separator: "/").dropLast().joined(separator: "/") : nil
            }
        ).subtracting(["heldout"]).sorted()
        var comparisons: [Comparison] = []
        for set in ["heldout"] + sets {
            comparisons.append(
                Comparison(
                    set: set, before: try ItemScores(run, "\(set)/before"), after: try ItemScores(run, "\(set)/after")))
        }
        return comparisons
    }
}
