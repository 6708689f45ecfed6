public import Torch

/// The completion tokens of a micro-batch, laid end to end; all tensors `[N]`.
public struct PolicyBatch {
    /// Differentiable, at the rollout temperature.
    public let logprobs: Tensor
    /// Of the policy that sampled, same temperature, no gradient.
    public let old: Tensor
    /// Of the reference; `nil` where no KL term is asked for.
    public let reference: Tensor?
    /// Entropy of each token's distribution, differentiable, nats.
    public let entropy: Tensor
    public let advantages: Tensor
    /// See `Aggregation`.
    public let weights: Tensor
    /// int64, which sequence each token belongs to.
    public let sequences: Tensor
    /// `[S]`, tokens of each sequence.
    public let lengths: Tensor

    public init(
        logprobs: Tensor, old: Tensor, reference: Tensor?, entropy: Tensor, advantages: Tensor, weights: Tensor,
        sequences: Tensor, lengths: Tensor
    ) {
        self.logprobs = logprobs
        self.old = old
        self.reference = reference
        self.entropy = entropy
        self.advantages = advantages
        self.weights = weights
        self.sequences = sequences
        self.lengths = lengths
    }
}

/// The differentiable loss of a micro-batch and what it was made of.
public struct ObjectiveValue {
    /// One element; micro-batches of one update add up.
    public let loss: Tensor
    /// Sums over tokens, to be divided by the tokens of all micro-batches: `kl`, `entropy`,
    /// `clip_ratio/low_mean`, `clip_ratio/high_mean`, `clip_ratio/region_mean`, `ratio`.
    public let tokenSums: [String: Double]
    /// Weighted terms that add up over micro-batches: `policy_loss`, `loss`.
    public let sums: [String: Double]
}

/// Policy gradient + β·KL − α·entropy, each term by its own switch.
///
/// With the defaults this is the objective of the One-Shot-RLVR release (Wang et al. 2025, arXiv:2504.20571):
/// clip 0.2, k3 KL 0.001, entropy bonus 0.001, all log-probabilities at the rollout temperature.
public struct PolicyObjective: Sendable, Hashable {
    public enum Surrogate: Sendable, Hashable {
        /// PPO's token ratio with its clip.
        case clipped
        /// GSPO's sequence ratio.
        case sequence
        /// CISPO's truncated weight; `epsilonHigh` is the cap.
        case truncated
    }

    public var surrogate = Surrogate.clipped
    /// Ablation: without it only KL and entropy train.
    public var usesPolicyLoss = true
    public var epsilon = 0.2
    public var epsilonHigh = 0.2
    public var beta = 0.001
    public var klEstimator = KLEstimator.k3
    public var entropyCoefficient = 0.001

    public init() {}

    public func callAsFunction(_ batch: PolicyBatch) throws(TorchError) -> ObjectiveValue {
        var terms: PolicyLossTerms
        switch surrogate {
        case .clipped:
            terms = try clippedPolicyLoss(
                logprobs: batch.logprobs, old: batch.old, advantages: batch.advantages, epsilon: epsilon,
                epsilonHigh: epsilonHigh)
        case .sequence:
            terms = try sequencePolicyLoss(
                logprobs: batch.logprobs, old: batch.old, advantages: batch.advantages, sequences: batch.sequences,
                lengths: batch.lengths, epsilon: epsilon, epsilonHigh: epsilonHigh)
        case .truncated:
            terms = try truncatedImportanceLoss(
                logprobs: batch.logprobs, old: batch.old, advantages: batch.advantages, cap: epsilonHigh)
        }
        var values = usesPolicyLoss ? terms.values : try terms.values.detached() * 0
        var tokenSums: [String: Double] = [:]
        let policyLoss = try withoutGradients { () throws(TorchError) in try (values.detached() * batch.weights).sum().item() }
        if let reference = batch.reference {
            let kl = try klEstimator.values(logprobs: batch.logprobs, reference: reference)
            tokenSums["kl"] = try kl.detached().sum().item()
            if beta != 0 { values = try values + kl * beta }
        }
        tokenSums["entropy"] = try batch.entropy.detached().sum().item()
        if entropyCoefficient != 0 { values = try values - batch.entropy * entropyCoefficient }
        let loss = try (values * batch.weights).sum()
        try withoutGradients { () throws(TorchError) in
            try countClipped(terms.ratios, batch.advantages, into: &tokenSums)
        }
        return ObjectiveValue(
            loss: loss, tokenSums: tokenSums, sums: ["policy_loss": policyLoss, "loss": try loss.detached().item()])
    }

    /// A low clip counts where A < 0, a high one where A > 0, as TRL counts them.
    private func countClipped(
        _ ratios: Tensor, _ advantages: Tensor, into sums: inout [String: Double]
    ) throws(TorchError) {
        let cap = surrogate == .truncated ? epsilonHigh : 1 + epsilonHigh
        let r = try ratios.doubles()
        let a = try advantages.doubles()
        var low = 0.0
        var high = 0.0
        for (ratio, advantage) in zip(r, a) {
            if surrogate != .truncated, advantage < 0, ratio < 1 - epsilon { low += 1 }
            if advantage > 0, ratio > cap { high += 1 }
        }
        sums["clip_ratio/low_mean"] = low
        sums["clip_ratio/high_mean"] = high
        sums["clip_ratio/region_mean"] = low + high
        sums["ratio"] = r.reduce(0, +)
    }
}
