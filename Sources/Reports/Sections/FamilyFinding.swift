import Experience
import RunStore

/// Held-out accuracy of one task family, before and after.
public struct FamilyFinding: Sendable, Codable, Hashable {
    public var family: String
    public var items: Int
    public var before: Double?
    public var after: Double?
    public var gain: PairedInterval?

    static func all(of run: RunReader) throws(RunStoreError) -> [FamilyFinding] {
        let before = try ItemScores(run, "heldout/before")
        let after = try ItemScores(run, "heldout/after")
        let families = (before?.family ?? [:]).merging(after?.family ?? [:]) { first, _ in first }
        return Dictionary(grouping: families.keys, by: { families[$0] ?? "" }).map { family, items in
            let included = Set(items)
            var gain: PairedInterval?
            if let before, let after {
                var generator = SeededGenerator(seed: 0, stream: "report/family/\(family)")
                let shared = after.shared(with: before).filter(included.contains)
                gain = pairedBootstrapInterval(after.differences(from: before, over: shared), using: &generator)
            }
            return FamilyFinding(
                family: family, items: items.count, before: before?.accuracy(of: included.contains),
                after: after?.accuracy(of: included.contains), gain: gain)
        }.sorted { $0.family < $1.family }
    }
}
