/// Scales the gradients of `parameters` down so that their global norm is at most `limit`.
///
/// As `torch.nn.utils.clip_grad_norm_`: the factor is limit / (norm + 1e-6), applied when below 1.
///
/// - Returns: the norm before clipping; not finite where a gradient is not, and then nothing is scaled.
public func clipGradients(of parameters: [Tensor], to limit: Double?) throws(TorchError) -> Double {
    let gradients = parameters.compactMap(\.gradient)
    let norm = try gradients.globalNorm()
    guard let limit, norm.isFinite else { return norm }
    let factor = limit / (norm + 1e-6)
    if factor < 1 {
        for gradient in gradients { try gradient.scale(by: factor) }
    }
    return norm
}
