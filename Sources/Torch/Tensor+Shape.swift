import CTorch

extension Tensor {
    /// The same elements in another shape; one dimension may be -1.
    public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
        let dimensions = shape.map(Int64.init)
        return try torchTensor { ct_reshape(handle, dimensions, Int32(dimensions.count), $0) }
    }

    public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
        let dimensions = order.map(Int64.init)
        return try torchTensor { ct_permute(handle, dimensions, Int32(dimensions.count), $0) }
    }

    public func transposed() throws(TorchError) -> Tensor {
        precondition(rank == 2, "transposed() wants a matrix, got the shape \(shape)")
        return try permuted([1, 0])
    }

    /// A view of `length` rows from `start` along `dimension`.
    public func narrowed(_ dimension: Int, from start: Int, length: Int) throws(TorchError) -> Tensor {
        try torchTensor { ct_narrow(handle, Int32(dimension), Int64(start), Int64(length), $0) }
    }

    public static func concatenated(_ tensors: [Tensor], along dimension: Int) throws(TorchError) -> Tensor {
        try torchTensor { error in
            tensors.withHandles { ct_cat($0, Int32(tensors.count), Int32(dimension), error) }
        }
    }
}
