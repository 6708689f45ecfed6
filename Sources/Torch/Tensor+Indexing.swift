import CTorch

extension Tensor {
    /// Rows of a `[V, D]` table by ids `[N]`: `[N, D]`.
    public func rows(_ ids: Tensor) throws(TorchError) -> Tensor {
        try torchTensor { ct_embedding(handle, ids.handle, $0) }
    }

    public func selecting(_ ids: Tensor, along dimension: Int = 0) throws(TorchError) -> Tensor {
        try torchTensor { ct_index_select(handle, Int32(dimension), ids.handle, $0) }
    }

    /// Sums the elements `[N]` into `count` bins by their bin numbers `[N]`.
    public func segmentSums(_ bins: Tensor, count: Int) throws(TorchError) -> Tensor {
        try torchTensor { ct_segment_sum(handle, bins.handle, Int64(count), $0) }
    }
}
