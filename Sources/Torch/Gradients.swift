import CTorch

extension [Tensor] {
    /// The Euclidean norm over all elements of all tensors.
    public func globalNorm() throws(TorchError) -> Double {
        let handles: [ct_tensor?] = map(\.handle)
        return try torchCall { ct_global_norm(handles, Int32(handles.count), $0) }
    }

    /// A fingerprint of every byte, in order; equal weights have equal fingerprints.
    public func fingerprint() throws(TorchError) -> UInt64 {
        let handles: [ct_tensor?] = map(\.handle)
        return try torchCall { ct_fingerprint(handles, Int32(handles.count), $0) }
    }
}
