import CTorch

extension Tensor {
    public var requiresGradient: Bool { withHandle { ct_requires_grad($0) } }

    public func setRequiresGradient(_ value: Bool) throws(TorchError) {
        _ = try torchCall { ct_set_requires_grad(handle, value, $0) }
    }

    /// Accumulates d(self)/d(leaf) into every leaf that asks for it; `self` must hold one element.
    public func backward() throws(TorchError) {
        _ = try torchCall { ct_backward(handle, $0) }
    }

    /// What `backward` accumulated, if it did.
    public var gradient: Tensor? { withHandle { ct_grad($0) }.map(Tensor.init(owning:)) }

    public func clearGradient() { withHandle { ct_clear_grad($0) } }

    public func detached() throws(TorchError) -> Tensor {
        try torchTensor { ct_detach(handle, $0) }
    }
}

/// Runs `body` without recording operations for `backward`.
public func withoutGradients<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let before = ct_set_grad_enabled(false)
    defer { _ = ct_set_grad_enabled(before) }
    return try body()
}
