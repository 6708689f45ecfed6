/// An example ranked by how much its training accuracy moved.
public struct RankedExample: Sendable, Hashable, Codable {
    public var id: String
    /// From 1, the most variable first.
    public var rank: Int
    public var mean: Double
    public var variance: Double
}

/// The variance of an example's accuracy over epochs, dividing by their number.
///
/// Wang et al. 2025, arXiv:2504.20571, §2.2: v_i = Var(s_{i,1}, …, s_{i,E}); the released script takes
/// numpy's population deviation.
///
/// - Parameter history: `[epochs]`, the share of right completions in each, in 0...1.
public func historicalVariance(_ history: [Double]) -> Double {
    guard !history.isEmpty else { return 0 }
    // (E·Σs² − (Σs)²) / E²: with shares of 2, 4 or 8 completions both sums are exact, so that examples with
    // the same history in another order tie, as they should.
    let (epochs, sum) = (Double(history.count), history.reduce(0, +))
    return max(0, epochs * history.reduce(0) { $0 + $1 * $1 } - sum * sum) / (epochs * epochs)
}

/// Examples by falling historical variance; equal ones keep their order.
///
/// Histories may have different lengths. A high variance says that the example was learnt in training,
/// or that its label is wrong and had to be taught: look at the majority answer beside the label.
///
/// - Parameter histories: `[examples]`, id and accuracy by epoch.
public func rankByHistoricalVariance(
    _ histories: [(id: String, accuracy: [Double])]
) throws(StatisticsError) -> [RankedExample] {
    var examples: [RankedExample] = []
    for (id, accuracy) in histories {
        guard !accuracy.isEmpty else { throw .emptyHistory(id: id) }
        if let index = accuracy.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(index: index, value: accuracy[index])
        }
        examples.append(
            RankedExample(
                id: id, rank: 0, mean: accuracy.reduce(0, +) / Double(accuracy.count),
                variance: historicalVariance(accuracy)))
    }
    // Swift's sort promises no order among equals, so their position decides.
    let order = examples.indices.sorted {
        examples[$0].variance == examples[$1].variance ? $0 < $1 : examples[$0].variance > examples[$1].variance
    }
    return order.enumerated().map { rank, index in
        var example = examples[index]
        example.rank = rank + 1
        return example
    }
}
