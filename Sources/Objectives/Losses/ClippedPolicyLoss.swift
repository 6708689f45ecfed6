public import Torch

/// Per-token values of a policy-gradient loss and which tokens its trust region held back.
public struct PolicyLossTerms {
    /// `[N]`, differentiable.
    public let values: Tensor
    /// `[N]`, exp(logprob − old), detached.
    public let ratios: Tensor
}

/// max(−A·ρ, −A·clip(ρ, 1 − ε, 1 + ε_high)) with ρ = exp(logprob − old).
///
/// PPO, Schulman et al. 2017, arXiv:1707.06347, eq. 7, as a loss; with ε_high > ε it is DAPO's clip-higher
/// (Yu et al. 2025, arXiv:2503.14476, eq. 10). The log-ratio is clamped to ±20, as verl does.
///
/// - Parameters: all `[N]`: `logprobs` of the policy being trained, `old` of the one that sampled, `advantages`.
public func clippedPolicyLoss(
    logprobs: Tensor, old: Tensor, advantages: Tensor, epsilon: Double, epsilonHigh: Double
) throws(TorchError) -> PolicyLossTerms {
    let ratio = try (logprobs - old).clamped(-20, 20).exp()
    return PolicyLossTerms(
        values: try clipped(ratio, advantages, epsilon, epsilonHigh), ratios: try ratio.detached())
}

/// GSPO: the ratio of whole sequences, s = exp(mean_t (logprob − old)), clipped.
///
/// Zheng et al. 2025, arXiv:2507.18071, eq. 5–7. Each token of a sequence carries its sequence's value, so that the
/// sequence mean of the values is the paper's objective.
///
/// - Parameters:
///   - sequences: int64 `[N]`, which sequence a token belongs to, 0 ..< `lengths.count`.
///   - lengths: tokens of each sequence.
public func sequencePolicyLoss(
    logprobs: Tensor, old: Tensor, advantages: Tensor, sequences: Tensor, lengths: Tensor, epsilon: Double,
    epsilonHigh: Double
) throws(TorchError) -> PolicyLossTerms {
    let means = try (logprobs - old).segmentSums(sequences, count: lengths.count) / lengths
    let ratio = try means.clamped(-20, 10).exp().selecting(sequences)
    return PolicyLossTerms(
        values: try clipped(ratio, advantages, epsilon, epsilonHigh), ratios: try ratio.detached())
}

/// CISPO: −sg(min(ρ, cap))·A·logprob: the weight is cut, never the gradient of a token.
///
/// MiniMax 2025, arXiv:2506.13585, eq. 4, with the upper cap only, as TRL has it: `cap` is the cap itself.
public func truncatedImportanceLoss(
    logprobs: Tensor, old: Tensor, advantages: Tensor, cap: Double
) throws(TorchError) -> PolicyLossTerms {
    let ratio = try (logprobs - old).clamped(-20, 20).exp().detached()
    return PolicyLossTerms(values: try -(ratio.minimum(cap) * advantages * logprobs), ratios: ratio)
}

private func clipped(
    _ ratio: Tensor, _ advantages: Tensor, _ epsilon: Double, _ epsilonHigh: Double
) throws(TorchError) -> Tensor {
    let negative = try -advantages
    return try (negative * ratio).maximum(negative * ratio.clamped(1 - epsilon, 1 + epsilonHigh))
}
