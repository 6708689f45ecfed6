public import Torch

/// Keys and values of prompts' rows, computed once for all that continues them.
public final class PromptKeys {
    /// Per layer `[Np, 2·K·D]`, keys then values; `nil` until a pass has filled it.
    var layers: [Tensor?]

    /// Room for what a pass will keep; see `Decoder.hidden`.
    public init(for configuration: DecoderConfiguration) {
        layers = Array(repeating: nil, count: configuration.layers.count)
    }

    /// The rows of several passes, one after the other.
    public init(joining parts: [PromptKeys]) throws(TorchError) {
        layers = []
        for layer in parts.first?.layers.indices ?? 0..<0 {
            let tensors = parts.compactMap { $0.layers[layer] }
            layers.append(tensors.count == 1 ? tensors[0] : try Tensor.concatenated(tensors, along: 0))
        }
    }

    /// Bytes held.
    public var bytes: Int { layers.reduce(0) { $0 + ($1.map { 4 * $0.shape.reduce(1, *) } ?? 0) } }
}
