/// Credits each completion against its siblings: (r − mean r) / (std r + ε).
///
/// Shao et al. 2024, arXiv:2402.03300, §4.1.2. The paper leaves `std` open; this is the sample deviation (n − 1), as
/// the released One-Shot-RLVR run has it. Rewards that are all equal give exactly 0, though rounding of their mean
/// might not.
///
/// - Parameters:
///   - rewards: `[G]`, the completions of one prompt row.
///   - epsilon: in units of reward; 1e-6 in verl, 1e-4 in TRL.
/// - Returns: `[G]`, dimensionless, in the order of `rewards`.
/// - Throws: `groupTooSmall` when G < 2.
public func groupRelativeAdvantages(
    _ rewards: [Double], epsilon: Double = 1e-6
) throws(AdvantageError) -> [Double] {
    let centred = try centredAdvantages(rewards)
    let variance = centred.reduce(0) { $0 + $1 * $1 } / Double(rewards.count - 1)
    guard variance > 0 else { return centred }
    return centred.map { $0 / (variance.squareRoot() + epsilon) }
}

/// r − mean r: the group's mean as the only baseline, without the deviation.
///
/// Dr. GRPO, Liu et al. 2025, arXiv:2503.20783, §3.2.
///
/// - Returns: `[G]`, in units of reward.
/// - Throws: `groupTooSmall` when G < 2.
public func centredAdvantages(_ rewards: [Double]) throws(AdvantageError) -> [Double] {
    guard rewards.count > 1 else { throw .groupTooSmall(rewards.count) }
    guard rewards.contains(where: { $0 != rewards[0] }) else { return rewards.map { _ in 0 } }
    let mean = rewards.reduce(0, +) / Double(rewards.count)
    return rewards.map { $0 - mean }
}

/// r_i − mean of the others: G/(G − 1) · (r_i − mean r).
///
/// RLOO, Ahmadian et al. 2024, arXiv:2402.14740, eq. 8.
///
/// - Throws: `groupTooSmall` when G < 2.
public func leaveOneOutAdvantages(_ rewards: [Double]) throws(AdvantageError) -> [Double] {
    let scale = Double(rewards.count) / Double(max(1, rewards.count - 1))
    return try centredAdvantages(rewards).map { $0 * scale }
}

/// (r − group mean) / (std over the whole batch + ε), Lite PPO (Liu et al. 2025, arXiv:2508.08221).
///
/// - Parameter groups: `[P][G]`, rewards.
/// - Returns: `[P][G]`.
/// - Throws: `groupTooSmall` when a group has fewer than two.
public func batchScaledAdvantages(
    _ groups: [[Double]], epsilon: Double = 1e-6
) throws(AdvantageError) -> [[Double]] {
    var centred: [[Double]] = []
    for group in groups { centred.append(try centredAdvantages(group)) }
    let all = groups.flatMap { $0 }
    let mean = all.reduce(0, +) / Double(max(1, all.count))
    let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, all.count - 1))
    guard variance > 0 else { return centred }
    return centred.map { $0.map { $0 / (variance.squareRoot() + epsilon) } }
}

/// REINFORCE++: the reward of each completion, whitened over all tokens of the batch.
///
/// Hu 2025, arXiv:2501.03262, §3, with discount 1 and the KL in the loss, so that the return of every token is its
/// completion's reward: (r − μ) / √(σ² + ε), μ and σ² over tokens.
///
/// - Parameters:
///   - groups: `[P][G]`, rewards.
///   - lengths: `[P][G]`, tokens of each completion.
public func whitenedAdvantages(
    _ groups: [[Double]], lengths: [[Int]], epsilon: Double = 1e-8
) -> [[Double]] {
    let pairs = zip(groups, lengths).flatMap { zip($0, $1).map { (reward: $0, length: Double($1)) } }
    let tokens = pairs.reduce(0) { $0 + $1.length }
    guard tokens > 0 else { return groups.map { $0.map { _ in 0 } } }
    let mean = pairs.reduce(0) { $0 + $1.reward * $1.length } / tokens
    let variance = pairs.reduce(0) { $0 + ($1.reward - mean) * ($1.reward - mean) * $1.length } / tokens
    let scale = 1 / (variance + epsilon).squareRoot()
    return groups.map { $0.map { ($0 - mean) * scale } }
}
