import CTorch

extension Tensor {
    public static func full(
        _ shape: [Int], _ value: Double, dtype: DType = .float32, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        let dimensions = shape.map(Int64.init)
        return try torchTensor { ct_full(dimensions, Int32(dimensions.count), value, dtype.code, device.place, $0) }
    }

    public static func zeros(
        _ shape: [Int], dtype: DType = .float32, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try full(shape, 0, dtype: dtype, on: device)
    }

    /// Memory as it comes; every element must be written before it is read.
    public static func empty(_ shape: [Int], dtype: DType = .float32) throws(TorchError) -> Tensor {
        let dimensions = shape.map(Int64.init)
        return try torchTensor { ct_empty(dimensions, Int32(dimensions.count), dtype.code, Device.cpu.place, $0) }
    }

    public convenience init(_ values: [Float], shape: [Int]? = nil) throws(TorchError) {
        try self.init(copying: values, shape: shape, dtype: .float32)
    }

    public convenience init(_ values: [Double], shape: [Int]? = nil) throws(TorchError) {
        try self.init(copying: values, shape: shape, dtype: .float64)
    }

    public convenience init(_ values: [Int64], shape: [Int]? = nil) throws(TorchError) {
        try self.init(copying: values, shape: shape, dtype: .int64)
    }

    /// Token ids, widened to the 64 bits that indexing wants.
    public convenience init(ids: [Int32]) throws(TorchError) {
        try self.init(ids.map(Int64.init))
    }

    private convenience init<Element>(copying values: [Element], shape: [Int]?, dtype: DType) throws(TorchError) {
        let dimensions = (shape ?? [values.count]).map(Int64.init)
        precondition(
            dimensions.reduce(1, *) == values.count, "\(values.count) values do not fill the shape \(dimensions)")
        let handle = try torchCall { error in
            values.withUnsafeBytes { ct_from_data($0.baseAddress, dimensions, Int32(dimensions.count), dtype.code, error) }
        }
        guard let handle else { throw TorchError("LibTorch returned nothing and no message") }
        self.init(owning: handle)
    }

    /// Normal with mean 0, from a generator of its own seeded with `seed`.
    public static func normal(_ shape: [Int], deviation: Double, seed: UInt64) throws(TorchError) -> Tensor {
        let dimensions = shape.map(Int64.init)
        return try torchTensor { ct_normal(dimensions, Int32(dimensions.count), deviation, seed, $0) }
    }
}
