import Experience
import RunStore

/// One of the figures that prove that the sampled policy is the trained one: how far log-probabilities of
/// the same tokens differ between sampling and training (TRL's name), and every metric `proof/…`.
public struct PolicyProof: Sendable, Codable, Hashable {
    public var metric: String
    public var steps: Int
    public var last: Double
    /// The largest absolute value over all steps.
    public var largest: Double

    private static let prefixes = ["sampling/sampling_logp_difference/", "proof/"]

    static func all(of run: RunReader) throws(RunStoreError) -> [PolicyProof] {
        var values: [String: [Double]] = [:]
        for record in try run.steps() {
            for (name, value) in record.metrics where prefixes.contains(where: name.hasPrefix) {
                values[name, default: []].append(value)
            }
        }
        return values.sorted { $0.key < $1.key }.compactMap { name, values in
            guard let last = values.last else { return nil }
            // A figure that is not a number must not hide behind a maximum.
            let largest = values.contains { $0.isNaN } ? Double.nan : values.map { abs($0) }.max() ?? 0
            return PolicyProof(metric: name, steps: values.count, last: last, largest: largest)
        }
    }
}
