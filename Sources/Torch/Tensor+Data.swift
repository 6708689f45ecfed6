import CTorch

extension Tensor {
    /// All elements as 32-bit floats, in row-major order.
    public func floats() throws(TorchError) -> [Float] {
        try elements(of: dtype == .float32 ? self : to(.float32), default: Float(0))
    }

    public func doubles() throws(TorchError) -> [Double] {
        try elements(of: dtype == .float64 ? self : to(.float64), default: Double(0))
    }

    public func integers() throws(TorchError) -> [Int64] {
        try elements(of: dtype == .int64 ? self : to(.int64), default: Int64(0))
    }

    /// The one element.
    public func item() throws(TorchError) -> Double {
        try torchCall { ct_item(handle, $0) }
    }

    private func elements<Element>(of tensor: Tensor, default zero: Element) throws(TorchError) -> [Element] {
        var values = [Element](repeating: zero, count: tensor.count)
        _ = try torchCall { error in
            values.withUnsafeMutableBytes { ct_copy_out(tensor.handle, $0.baseAddress, $0.count, error) }
        }
        return values
    }

    /// The raw bytes, contiguous, in the tensor's own element type.
    public func bytes() throws(TorchError) -> [UInt8] {
        var values = [UInt8](repeating: 0, count: count * dtype.size)
        _ = try torchCall { error in
            values.withUnsafeMutableBytes { ct_copy_out(handle, $0.baseAddress, $0.count, error) }
        }
        return values
    }

    /// Overwrites the elements with `bytes` of `dtype`, converting; for loading files.
    package func assign(bytes: UnsafeRawBufferPointer, dtype: DType) throws(TorchError) {
        _ = try torchCall { ct_copy_in(handle, bytes.baseAddress, bytes.count, dtype.code, $0) }
    }

    /// Overwrites the elements in place with those of `source`, outside autograd.
    public func assign(_ source: Tensor) throws(TorchError) {
        _ = try torchCall { ct_copy_(handle, source.handle, $0) }
    }

    /// Gives the elements back to the allocator; afterwards the tensor has none, whoever holds it.
    package func release() throws(TorchError) {
        _ = try torchCall { ct_release_(handle, $0) }
    }

    public func fill(_ value: Double) throws(TorchError) {
        _ = try torchCall { ct_fill_(handle, value, $0) }
    }

    public func to(_ dtype: DType) throws(TorchError) -> Tensor {
        try torchTensor { ct_to_dtype(handle, dtype.code, $0) }
    }

    public func to(_ device: Device) throws(TorchError) -> Tensor {
        try torchTensor { ct_to_device(handle, device.place, $0) }
    }

    public func clone() throws(TorchError) -> Tensor {
        try torchTensor { ct_clone(handle, $0) }
    }

    public func contiguous() throws(TorchError) -> Tensor {
        try torchTensor { ct_contiguous(handle, $0) }
    }
}
