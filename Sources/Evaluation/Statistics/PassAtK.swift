/// The chance that at least one of k samples is right, without bias, from c right ones of n.
///
/// Chen et al. 2021, arXiv:2107.03374, eq. 1: 1 − C(n−c, k) / C(n, k), as the product
/// 1 − ∏_{i=n−c+1}^{n} (1 − k/i), which does not overflow.
///
/// - Parameters:
///   - samples: n, completions of the item.
///   - correct: c, how many of them are right, 0...n.
///   - k: 1...n.
/// - Returns: a probability; with k = 1, c/n.
public func passAtK(samples: Int, correct: Int, k: Int) throws(StatisticsError) -> Double {
    guard samples >= 1, (0...samples).contains(correct) else { throw .countOutOfRange(count: correct, of: samples) }
    guard (1...samples).contains(k) else { throw .kOutOfRange(k: k, samples: samples) }
    // Fewer wrong samples than k: every choice of k holds a right one.
    guard samples - correct >= k else { return 1 }
    var allWrong = 1.0
    for i in samples - correct + 1..<samples + 1 { allWrong *= 1 - Double(k) / Double(i) }
    return 1 - allWrong
}

/// The mean of ``passAtK(samples:correct:k:)`` over items.
///
/// - Parameter correct: `[items]`, how many of the `samples` completions of each item are right.
public func meanPassAtK(correct: [Int], samples: Int, k: Int) throws(StatisticsError) -> Double {
    guard !correct.isEmpty else { throw .nothingToAverage }
    var sum = 0.0
    for count in correct { sum += try passAtK(samples: samples, correct: count, k: k) }
    return sum / Double(correct.count)
}
