/// How completions weigh in the mean and deviation of their stratum.
public enum StratumWeighting: String, Sendable, CaseIterable {
    /// By their tokens, as the released code whitens.
    case token
    /// Each the same, as the paper's formula reads.
    case sequence
}

/// Task-Relative REINFORCE++: each reward against the mean and deviation of its own stratum, (r − μ_s) / √(σ_s² + ε).
///
/// Zhao et al. 2025, arXiv:2505.03335, eq. 8, with the six strata of role × task type. As coded, μ and σ² are over response
/// tokens, so long completions weigh more, and σ² has Bessel's correction n / (n − 1) over tokens; with `sequence` both are over
/// completions. A stratum with one completion, or with equal rewards, gets zeros.
///
/// - Parameters: all `[N]`.
///   - rewards: in units of reward.
///   - lengths: tokens of each completion.
///   - strata: which baseline each belongs to.
/// - Returns: `[N]`, dimensionless.
public func taskRelativeAdvantages(
    _ rewards: [Double], lengths: [Int], strata: [String], weighting: StratumWeighting = .token, epsilon: Double = 1e-8
) -> [Double] {
    precondition(
        rewards.count == lengths.count && rewards.count == strata.count,
        "\(rewards.count) rewards, \(lengths.count) lengths, \(strata.count) strata")
    var advantages = [Double](repeating: 0, count: rewards.count)
    for members in Dictionary(grouping: rewards.indices, by: { strata[$0] }).values {
        let weights = members.map { weighting == .token ? Double(lengths[$0]) : 1 }
        let total = weights.reduce(0, +)
        guard members.count > 1, total > 1 else { continue }
        let mean = zip(members, weights).reduce(0) { $0 + rewards[$1.0] * $1.1 } / total
        let squares = zip(members, weights).reduce(0) { $0 + (rewards[$1.0] - mean) * (rewards[$1.0] - mean) * $1.1 }
        let variance = squares / (total - 1)
        // Equal rewards differ from their mean by rounding only.
        guard variance > 1e-12 else { continue }
        for index in members { advantages[index] = (rewards[index] - mean) / (variance + epsilon).squareRoot() }
    }
    return advantages
}
