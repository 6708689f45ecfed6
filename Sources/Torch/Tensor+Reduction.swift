import CTorch

extension Tensor {
    public func sum() throws(TorchError) -> Tensor { try reduce(CT_SUM) }
    public func mean() throws(TorchError) -> Tensor { try reduce(CT_MEAN) }
    public func maximumElement() throws(TorchError) -> Tensor { try reduce(CT_MAX) }
    public func norm() throws(TorchError) -> Tensor { try reduce(CT_NORM) }
    public func sum(_ dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try reduce(CT_SUM, dimension, keepDimension)
    }
    public func argmax(_ dimension: Int) throws(TorchError) -> Tensor { try reduce(CT_ARGMAX, dimension) }
    public func softmax(_ dimension: Int) throws(TorchError) -> Tensor { try reduce(CT_SOFTMAX, dimension) }
    public func logSoftmax(_ dimension: Int) throws(TorchError) -> Tensor { try reduce(CT_LOG_SOFTMAX, dimension) }

    private func reduce(_ op: ct_reduction_op, _ dimension: Int? = nil, _ keep: Bool = false) throws(TorchError) -> Tensor {
        try torchTensor { ct_reduce(op, handle, dimension.map(Int32.init) ?? Int32.min, keep, $0) }
    }
}
