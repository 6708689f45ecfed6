public import Torch

/// RMS norm or LayerNorm over the last dimension.
public final class Norm {
    public let weight: Tensor
    /// LayerNorm only.
    public let bias: Tensor?
    private let kind: DecoderConfiguration.Norm
    private let epsilon: Double

    init(_ weight: Tensor, bias: Tensor?, kind: DecoderConfiguration.Norm, epsilon: Double) {
        self.weight = weight
        self.bias = bias
        self.kind = kind
        self.epsilon = epsilon
    }

    func callAsFunction(_ x: Tensor) throws(TorchError) -> Tensor {
        if let bias { return try x.layerNorm(weight, bias, epsilon: epsilon) }
        return try x.rmsNorm(weight, epsilon: epsilon, unitOffset: kind == .rmsUnitOffset)
    }

    /// The norm of the residual stream, and the stream itself, to be added to later.
    func opening(_ x: Tensor) throws(TorchError) -> (normed: Tensor, stream: Tensor) {
        guard bias == nil else { return (try self(x), x) }
        return try x.rmsNormAndStream(weight, epsilon: epsilon, unitOffset: kind == .rmsUnitOffset)
    }
}
