import CTorch

extension Tensor {
    public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
        try torchTensor { ct_matmul(handle, other.handle, $0) }
    }

    /// x · Wᵀ + b + residual for x `[N, in]`, W `[out, in]` and residual `[N, out]`.
    public func linear(_ weight: Tensor, bias: Tensor? = nil, residual: Tensor? = nil) throws(TorchError) -> Tensor {
        try torchTensor { ct_linear(handle, weight.handle, bias?.handle, residual?.handle, $0) }
    }
}
