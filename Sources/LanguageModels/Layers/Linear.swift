public import Torch

/// x · Wᵀ + b, plus a residual where there is one. While sampling it uses a copy of W laid out for few rows, made by
/// `pack` and dropped by `unpack`.
public final class Linear {
    /// `[out, in]`.
    public let weight: Tensor
    public let bias: Tensor?
    private var packed: PackedWeight?

    init(_ weight: Tensor, bias: Tensor?) {
        self.weight = weight
        self.bias = bias
    }

    func callAsFunction(_ x: Tensor, residual: Tensor? = nil) throws(TorchError) -> Tensor {
        if let packed { return try packed(x, residual: residual) }
        return try x.linear(weight, bias: bias, residual: residual)
    }

    func pack(rows: Int) throws(TorchError) {
        packed = try PackedWeight(weight.detached(), bias: bias?.detached(), rows: rows)
    }

    func unpack() { packed = nil }

    /// Packs for good: where the packed copy serves every product, the plain weight's memory is given back.
    func freeze(rows: Int) throws(TorchError) {
        let copy = try PackedWeight(weight, bias: bias, rows: rows)
        packed = copy
        if copy.standsAlone { try weight.release() }
    }
}
