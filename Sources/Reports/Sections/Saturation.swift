import RunStore

/// When the training problems were learnt, and when the held-out set was at its best.
///
/// With one example the first comes early; what is gained afterwards is generalisation.
public struct Saturation: Sendable, Codable, Hashable {
    /// Training accuracy must be at least this …
    public static let threshold = 0.95
    /// … for so many consecutive steps.
    public static let window = 5

    /// The first step of the first such window; `nil` if there is none.
    public var step: Int?
    /// Training accuracy of the last step, from the stored verdicts.
    public var lastTrainAccuracy: Double?
    public var lastStep: Int?
    public var bestHeldOutStep: Int?
    public var bestHeldOut: Double?

    init(_ run: RunReader) throws(RunStoreError) {
        let verdicts = try run.database?.verdicts() ?? []
        let accuracies = verdicts.compactMap { verdict in verdict.accuracy.map { (step: verdict.step, value: $0) } }
        step = Self.firstSaturated(accuracies)
        lastTrainAccuracy = accuracies.last?.value
        lastStep = accuracies.last?.step
        // The earliest of equal ones: `max` would take the last.
        for evaluation in try run.evaluations()
        where evaluation.name.hasPrefix("heldout/") && evaluation.accuracy > bestHeldOut ?? -1 {
            bestHeldOut = evaluation.accuracy
            bestHeldOutStep = evaluation.step
        }
    }

    static func firstSaturated(_ accuracies: [(step: Int, value: Double)]) -> Int? {
        accuracies.indices.first { start in
            start + window <= accuracies.count
                && accuracies[start..<start + window].allSatisfy { $0.value >= threshold }
        }.map { accuracies[$0].step }
    }
}
