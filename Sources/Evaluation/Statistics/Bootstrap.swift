public import Experience

/// The percentile bootstrap interval of a mean over items.
///
/// Efron 1979: draw n items with replacement, take the mean, `resamples` times; the interval lies
/// between the (1−confidence)/2 and (1+confidence)/2 quantiles of those means, with linear
/// interpolation between them. The items, not the samples of an item, are what varies.
///
/// - Parameters:
///   - values: `[items]`, such as the share of right samples of each.
///   - generator: draws the items; the same seed gives the same interval.
public func bootstrapInterval(
    _ values: [Double], confidence: Double = 0.95, resamples: Int = 10_000,
    generator: inout SeededGenerator
) throws(StatisticsError) -> ConfidenceInterval {
    let means = try bootstrapMeans(values, confidence: confidence, resamples: resamples, &generator)
    return interval(of: means, estimate: values.reduce(0, +) / Double(values.count), confidence)
}

/// What a run gained, item by item.
public struct PairedDifference: Sendable, Hashable, Codable {
    public var before: Double
    public var after: Double
    /// Of after − before.
    public var interval: ConfidenceInterval
    /// The share of resamples without a gain: a one-sided bootstrap p-value, never 0, since the data as
    /// they are count as one resample: (1 + b) / (1 + B).
    public var noGainShare: Double
    public var itemsBetter: Int
    public var itemsWorse: Int

    /// Whether the whole interval lies above 0.
    public var isGain: Bool { interval.lower > 0 }
}

/// The percentile bootstrap of the mean difference over the same items before and after.
///
/// Pairing takes out what makes items easy or hard for both, so the interval is narrower than that of
/// two separate means. Efron and Tibshirani 1993, ch. 13 (percentile interval) and 16 (test).
///
/// - Parameters:
///   - before: `[items]`, such as the share of right samples of each.
///   - after: `[items]`, in the same order.
public func pairedBootstrap(
    before: [Double], after: [Double], confidence: Double = 0.95, resamples: Int = 10_000,
    generator: inout SeededGenerator
) throws(StatisticsError) -> PairedDifference {
    guard before.count == after.count else { throw .unpaired(before: before.count, after: after.count) }
    let differences = zip(before, after).map { $1 - $0 }
    let means = try bootstrapMeans(differences, confidence: confidence, resamples: resamples, &generator)
    let n = Double(before.count)
    let (meanBefore, meanAfter) = (before.reduce(0, +) / n, after.reduce(0, +) / n)
    return PairedDifference(
        before: meanBefore, after: meanAfter,
        interval: interval(of: means, estimate: differences.reduce(0, +) / n, confidence),
        noGainShare: Double(1 + means.count { $0 <= 0 }) / Double(1 + resamples),
        itemsBetter: differences.count { $0 > 0 }, itemsWorse: differences.count { $0 < 0 })
}

/// `[resamples]`, sorted.
private func bootstrapMeans(
    _ values: [Double], confidence: Double, resamples: Int, _ generator: inout SeededGenerator
) throws(StatisticsError) -> [Double] {
    guard !values.isEmpty else { throw .nothingToAverage }
    guard confidence > 0, confidence < 1 else { throw .confidenceOutOfRange(confidence) }
    guard resamples >= 100 else { throw .tooFewResamples(resamples) }
    if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index, value: values[index]) }
    var means = [Double](repeating: 0, count: resamples)
    for resample in means.indices {
        var sum = 0.0
        for _ in values.indices { sum += values[generator.int(in: 0...values.count - 1)] }
        means[resample] = sum / Double(values.count)
    }
    return means.sorted()
}

private func interval(of sorted: [Double], estimate: Double, _ confidence: Double) -> ConfidenceInterval {
    ConfidenceInterval(
        estimate: estimate, lower: quantile(sorted, (1 - confidence) / 2),
        upper: quantile(sorted, (1 + confidence) / 2),
        confidence: confidence)
}

/// The quantile of sorted values at `share`, linear between neighbours (Hyndman and Fan 1996, type 7).
func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = min(max(0, Int(position)), sorted.count - 1)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
