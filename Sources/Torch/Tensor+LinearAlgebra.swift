import CTorch

extension Tensor {
    public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
        try torchTensor { ct_matmul(handle, other.handle, $0) }
    }

    /// x · Wᵀ + b for x `[N, in]` and W `[out, in]`.
    public func linear(_ weight: Tensor, bias: Tensor? = nil) throws(TorchError) -> Tensor {
        try torchTensor { ct_linear(handle, weight.handle, bias?.handle, $0) }
    }
}
