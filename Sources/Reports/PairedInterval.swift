public import Experience

/// A mean with its interval.
public struct PairedInterval: Sendable, Codable, Hashable {
    /// Items that were paired.
    public var items: Int
    public var mean: Double
    public var lower: Double
    public var upper: Double
    /// Such as 0.95.
    public var level: Double

    /// Whether the whole interval lies above zero.
    public var clearsZero: Bool { lower > 0 }
    /// Whether the whole interval lies below zero.
    public var isBelowZero: Bool { upper < 0 }
}

/// The percentile bootstrap of a mean of paired differences: items are drawn with replacement.
///
/// Efron and Tibshirani 1993, *An Introduction to the Bootstrap*, §13.3. Pairs stay together, so what
/// makes an item easy or hard cancels.
///
/// - Parameters:
///   - differences: one number an item, such as correct after − correct before.
///   - level: the share of resampled means inside the interval.
/// - Returns: `nil` for fewer than two items, where nothing can be resampled.
public func pairedBootstrapInterval(
    _ differences: [Double], level: Double = 0.95, resamples: Int = 10_000, using generator: inout SeededGenerator
) -> PairedInterval? {
    let count = differences.count
    guard count > 1 else { return nil }
    var means: [Double] = []
    means.reserveCapacity(resamples)
    for _ in 0..<resamples {
        var sum = 0.0
        for _ in 0..<count { sum += differences[generator.int(in: 0...count - 1)] }
        means.append(sum / Double(count))
    }
    means.sort()
    let tail = (1 - level) / 2
    let quantile = { (share: Double) in means[Int((share * Double(resamples - 1)).rounded())] }
    return PairedInterval(
        items: count, mean: differences.reduce(0, +) / Double(count), lower: quantile(tail), upper: quantile(1 - tail),
        level: level)
}
