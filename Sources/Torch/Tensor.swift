package import CTorch

/// An n-dimensional array of LibTorch, owned by reference counting.
///
/// Not `Sendable`: tensors stay in the actor that made them; see `EngineActor`. Operations throw
/// `TorchError`, since memory can run out and a file can hold the wrong shape.
public final class Tensor {
    package let handle: ct_tensor

    package init(owning handle: ct_tensor) {
        self.handle = handle
    }

    deinit {
        ct_free(handle)
    }

    public var shape: [Int] { (0..<ct_rank(handle)).map { Int(ct_size(handle, $0)) } }
    public var rank: Int { Int(ct_rank(handle)) }
    public var count: Int { Int(ct_numel(handle)) }
    public var dtype: DType { DType(code: ct_get_dtype(handle)) }
    public var isOnCPU: Bool { ct_device(handle) == CT_CPU }

    public func size(_ dimension: Int) -> Int { Int(ct_size(handle, Int32(dimension))) }

    /// Tensors alive in this process; for leak tests.
    public static var liveCount: Int { Int(ct_live_tensors()) }
}
