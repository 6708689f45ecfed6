import CTorch

extension [Tensor] {
    /// The handles, with the tensors alive until `body` returns.
    func withHandles<Result>(_ body: (UnsafePointer<ct_tensor?>?) -> Result) -> Result {
        withExtendedLifetime(self) {
            let handles: [ct_tensor?] = map(\.handle)
            return handles.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }

    /// The Euclidean norm over all elements of all tensors.
    public func globalNorm() throws(TorchError) -> Double {
        try torchCall { error in withHandles { ct_global_norm($0, Int32(count), error) } }
    }

    /// A fingerprint of every byte, in order; equal weights have equal fingerprints.
    public func fingerprint() throws(TorchError) -> UInt64 {
        try torchCall { error in withHandles { ct_fingerprint($0, Int32(count), error) } }
    }
}
