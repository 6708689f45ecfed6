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

    public var shape: [Int] { withHandle { handle in (0..<ct_rank(handle)).map { Int(ct_size(handle, $0)) } } }
    public var rank: Int { withHandle { Int(ct_rank($0)) } }
    public var count: Int { withHandle { Int(ct_numel($0)) } }
    public var dtype: DType { withHandle { DType(code: ct_get_dtype($0)) } }
    public var isOnCPU: Bool { withHandle { ct_device($0) == CT_CPU } }

    public func size(_ dimension: Int) -> Int { withHandle { Int(ct_size($0, Int32(dimension))) } }

    /// Keeps the tensor alive while `body` uses its handle; Swift may release an object after its last use.
    func withHandle<Result>(_ body: (ct_tensor) -> Result) -> Result {
        withExtendedLifetime(self) { body(handle) }
    }

    /// Tensors alive in this process; for leak tests.
    public static var liveCount: Int { Int(ct_live_tensors()) }
}
