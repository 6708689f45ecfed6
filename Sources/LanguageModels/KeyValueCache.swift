public import Torch

/// Keys and values of a sampling batch: prompts once per group, and a place of its own for each completion.
public final class KeyValueCache {
    /// Per layer `[slots, capacity, K·D]`.
    let keys: [Tensor]
    let values: [Tensor]
    /// Those of all prompts' rows.
    public var prompts: PromptKeys
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
            // Pages of the CPU's memory that are never written are never taken; other devices want numbers everywhere.
            keys.append(try device == .cpu ? Tensor.empty(shape) : Tensor.zeros(shape, on: device))
            values.append(try device == .cpu ? Tensor.empty(shape) : Tensor.zeros(shape, on: device))
        }
        self.keys = keys
        self.values = values
        prompts = PromptKeys(for: configuration)
        self.slots = slots
        self.capacity = capacity
    }
}
