internal import Foundation

/// A range that holds the true value in `confidence` of all repetitions.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
    public var estimate: Double
    public var lower: Double
    public var upper: Double
    /// Such as 0.95.
    public var confidence: Double

    public init(estimate: Double, lower: Double, upper: Double, confidence: Double) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }
}

/// The score interval of a proportion.
///
/// Wilson 1927: with p = c/n and z the two-sided normal quantile, the centre is
/// (p + z²/2n) / (1 + z²/n) and the half-width z / (1 + z²/n) · √(p(1−p)/n + z²/4n²).
/// It stays within 0...1 and has a width at c = 0 and c = n, unlike the normal approximation.
///
/// - Parameters:
///   - successes: c, 0...n.
///   - trials: n, independent ones: items, not samples of one item.
public func wilsonInterval(
    successes: Int, trials: Int, confidence: Double = 0.95
) throws(StatisticsError) -> ConfidenceInterval {
    guard trials >= 1, (0...trials).contains(successes) else { throw .countOutOfRange(count: successes, of: trials) }
    guard confidence > 0, confidence < 1 else { throw .confidenceOutOfRange(confidence) }
    let n = Double(trials)
    let p = Double(successes) / n
    let z = normalQuantile(0.5 + confidence / 2)
    let scale = 1 + z * z / n
    let centre = (p + z * z / (2 * n)) / scale
    let half = z / scale * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return ConfidenceInterval(
        estimate: p, lower: successes == 0 ? 0 : max(0, centre - half),
        upper: successes == trials ? 1 : min(1, centre + half), confidence: confidence)
}

/// The value below which a standard normal variable falls with `probability`, in (0, 1).
///
/// Newton's method on Φ(x) = erfc(−x/√2)/2 from the logistic approximation; converges in a few rounds,
/// and the step is bounded so that the tails do too.
func normalQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "\(probability) is no probability between 0 and 1")
    var x = log(probability / (1 - probability)) / 1.702
    for _ in 0..<60 {
        let error = erfc(-x / 2.0.squareRoot()) / 2 - probability
        let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
        let step = max(-0.5, min(0.5, error / max(density, .leastNormalMagnitude)))
        x -= step
        if abs(step) < 1e-14 { break }
    }
    return x
}
