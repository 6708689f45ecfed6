public import Torch

/// Estimators of KL(policy ‖ reference) from one sample, with d = log p_ref − log p (Schulman 2020,
/// "Approximating KL divergence").
public enum KLEstimator: String, Sendable, Codable, CaseIterable {
    /// −d: unbiased, may be negative; as a loss its expected gradient is zero.
    case k1
    /// d²/2: biased, its gradient is the unbiased one of the reverse KL.
    case k2
    /// e^d − d − 1: unbiased, never negative.
    case k3

    /// Per-token values `[N]`; d is clamped to ±20 and the value to ±10, as verl does.
    public func values(logprobs: Tensor, reference: Tensor) throws(TorchError) -> Tensor {
        let d = try (reference - logprobs).clamped(-20, 20)
        switch self {
        case .k1: return try (-d).clamped(-10, 10)
        case .k2: return try (d.squared() * 0.5).clamped(-10, 10)
        case .k3: return try (d.exp() - d - 1).clamped(-10, 10)
        }
    }
}
