public import Torch

/// Keys and values of a sampling batch: prompts once per group, and a place of its own for each completion.
public final class KeyValueCache {
    /// Per layer `[slots, capacity, K·D]`.
    let keys: [Tensor]
    let values: [Tensor]
    /// Per layer `[Np, 2·K·D]`, keys then values of all prompts' rows; filled by the prompt pass.
    var prefixes: [Tensor?]
    public let slots: Int
    public let capacity: Int

    /// - Parameters:
    ///   - slots: completions at a time.
    ///   - capacity: tokens of the longest completion.
    public init(for configuration: DecoderConfiguration, slots: Int, capacity: Int, device: Device) throws(TorchError) {
        let shape = [slots, capacity, configuration.keyValueHeads * configuration.headSize]
        var keys: [Tensor] = []
        var values: [Tensor] = []
        for _ in configuration.layers {
            keys.append(try Tensor.empty(shape).to(device))
            values.append(try Tensor.empty(shape).to(device))
        }
        self.keys = keys
        self.values = values
        prefixes = Array(repeating: nil, count: configuration.layers.count)
        self.slots = slots
        self.capacity = capacity
    }
}

extension KeyValueCache {
    /// The prefixes of the prompts computed last, taken out.
    public func takePrefixes() -> [Tensor] {
        defer { prefixes = Array(repeating: nil, count: prefixes.count) }
        return prefixes.compactMap { $0 }
    }

    /// Puts the prefixes of several prompt passes one after the other.
    public func setPrefixes(_ passes: [[Tensor]]) throws(TorchError) {
        for layer in prefixes.indices {
            let parts = passes.map { $0[layer] }
            prefixes[layer] = parts.count == 1 ? parts[0] : try Tensor.concatenated(parts, along: 0)
        }
    }
}
