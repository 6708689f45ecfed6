import CTorch

/// What LibTorch refused, in its own first line; its stack trace is left out.
public struct TorchError: Error, Equatable, CustomStringConvertible {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }

    /// Whether the machine or the device had too little memory, in the words of LibTorch's allocators.
    public var isOutOfMemory: Bool { message.contains("out of memory") || message.contains("can't allocate memory") }

    public var description: String {
        guard isOutOfMemory else { return message }
        return "too little memory (\(message)); lower training.micro_batch_tokens, method.prompts_per_step or --batch, or name another --device"
    }
}

/// Runs one call across the border; a message set by it becomes a `TorchError`.
///
/// Never inlined: what `body` captures is then alive until the call returns, though only its handles are used.
@inline(never)
func torchCall<Result>(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result) throws(TorchError) -> Result {
    var message: UnsafeMutablePointer<CChar>?
    let result = body(&message)
    guard let message else { return result }
    defer { ct_string_free(message) }
    let text = String(cString: message)
    throw TorchError(String(text.prefix { $0 != "\n" }))
}

@inline(never)
func torchTensor(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> ct_tensor?) throws(TorchError) -> Tensor {
    guard let handle = try torchCall(body) else { throw TorchError("LibTorch returned nothing and no message") }
    return Tensor(owning: handle)
}
