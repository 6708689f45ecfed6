import CTorch

/// The gate of a gated feed-forward layer.
public enum GateActivation: Int32, Sendable {
    case silu = 0
    case geluTanh = 1
}

extension Tensor {
    /// x / √(mean(x²) + ε) · w, or · (1 + w) with `unitOffset` (Gemma). x `[N, D]`, w `[D]`.
    public func rmsNorm(_ weight: Tensor, epsilon: Double, unitOffset: Bool = false) throws(TorchError) -> Tensor {
        try torchTensor { ct_rms_norm(handle, weight.handle, epsilon, unitOffset, nil, $0) }
    }

    /// The RMS norm of x, and x once more for the residual connection around what follows: what it sends back is added to
    /// the norm's gradient on the way.
    public func rmsNormAndStream(
        _ weight: Tensor, epsilon: Double, unitOffset: Bool = false
    ) throws(TorchError) -> (normed: Tensor, stream: Tensor) {
        var stream: ct_tensor?
        let normed = try torchTensor { ct_rms_norm(handle, weight.handle, epsilon, unitOffset, &stream, $0) }
        guard let stream else { throw TorchError("the norm returned no residual stream") }
        return (normed, Tensor(owning: stream))
    }

    public func layerNorm(_ weight: Tensor, _ bias: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
        try torchTensor { ct_layer_norm(handle, weight.handle, bias.handle, epsilon, $0) }
    }

    /// Rotates the first `heads` heads of each row `[N, heads·D …]` by the angles whose cosines and sines are
    /// `[N, D/2]`; pairs are (j, j + D/2), as Hugging Face models store them.
    public func rotary(cosine: Tensor, sine: Tensor, heads: Int, headSize: Int) throws(TorchError) -> Tensor {
        try torchTensor { ct_rotary(handle, cosine.handle, sine.handle, Int64(heads), Int64(headSize), $0) }
    }

    /// act(gate) · up, where each row `[2F]` holds gate, then up.
    public func gated(_ activation: GateActivation) throws(TorchError) -> Tensor {
        try torchTensor { ct_gated(handle, activation.rawValue, $0) }
    }
}

/// What attention needs to know besides its inputs.
public struct AttentionShape: Sendable, Hashable {
    public var heads: Int
    public var keyValueHeads: Int
    public var headSize: Int
    /// Multiplies q·k; 1/√headSize unless the family says otherwise.
    public var scale: Double
    /// Keys this far back and further are not seen; 0 sees all.
    public var window: Int
    /// tanh soft cap on scores (Gemma 2); 0 switches it off.
    public var softcap: Double

    public init(heads: Int, keyValueHeads: Int, headSize: Int, scale: Double, window: Int = 0, softcap: Double = 0) {
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headSize = headSize
        self.scale = scale
        self.window = window
        self.softcap = softcap
    }
}

extension Tensor {
    /// Causal attention of packed rows.
    ///
    /// `self` is `[N, (H + 2K)·D]`: queries, keys, values. `segments` is int64 `[S, 4]`: start, length, prefix start,
    /// prefix length. A row attends to its segment's prefix rows, and to its segment up to itself. A prefix must be
    /// an earlier segment without prefix, so that one prompt serves many completions and gradients flow back to it; or its
    /// keys and values were computed before and are given as `prefix`, `[P, 2K·D]`, whose rows the segments then name.
    /// Gradients do not flow there.
    ///
    /// - Returns: `[N, H·D]`.
    public func segmentAttention(
        _ segments: Tensor, _ shape: AttentionShape, prefix: Tensor? = nil
    ) throws(TorchError) -> Tensor {
        try torchTensor {
            ct_segment_attention(
                handle, prefix?.handle, segments.handle, Int64(shape.heads), Int64(shape.keyValueHeads), Int64(shape.headSize),
                shape.scale, Int64(shape.window), shape.softcap, $0)
        }
    }

    /// Attention of one new token per row over a shared prefix and a cache of its own; see `ctorch.h`.
    public func decodeAttention(
        keys: Tensor, values: Tensor, prefix: Tensor?, rows: Tensor, _ shape: AttentionShape
    ) throws(TorchError) -> Tensor {
        try torchTensor {
            ct_decode_attention(
                handle, keys.handle, values.handle, prefix?.handle, rows.handle, Int64(shape.heads),
                Int64(shape.keyValueHeads), Int64(shape.headSize), shape.scale, Int64(shape.window), shape.softcap, $0)
        }
    }
}

/// Log-probabilities of given tokens and the entropy of their distributions.
public struct TokenLogprobs {
    /// `[N]`, nats.
    public let logprobs: Tensor
    /// `[N]`, nats, over the whole vocabulary.
    public let entropy: Tensor
}

extension Tensor {
    /// log p(target) and entropy of softmax(h·Wᵀ / temperature) for rows h `[N, D]`, without keeping `[N, V]`.
    ///
    /// - Parameters:
    ///   - weight: `[V, D]`.
    ///   - targets: int64 `[N]`.
    ///   - softcap: tanh cap on the logits (Gemma 2); 0 switches it off.
    ///   - budget: logits that may be held for `backward` before they are recomputed instead.
    public func tokenLogprobs(
        weight: Tensor, targets: Tensor, temperature: Double, softcap: Double = 0, budget: Int = 32 << 20
    ) throws(TorchError) -> TokenLogprobs {
        var logprobs: ct_tensor?
        var entropy: ct_tensor?
        _ = try torchCall {
            ct_token_logprobs(
                handle, weight.handle, targets.handle, temperature, softcap, Int64(budget), &logprobs, &entropy, $0)
        }
        guard let logprobs, let entropy else { throw TorchError("token log-probabilities returned nothing") }
        return TokenLogprobs(logprobs: Tensor(owning: logprobs), entropy: Tensor(owning: entropy))
    }
}

/// A weight matrix laid out for products beside the plain one: in the order of our kernels, or of oneDNN's.
public final class PackedWeight {
    let weight: Tensor
    let bias: Tensor?
    let packed: Tensor?

    /// Whether products need the plain weight no longer.
    package var standsAlone: Bool { packed != nil }

    /// `rows` is how many rows are expected at a time. Off the CPU the plain weight is used.
    public init(_ weight: Tensor, bias: Tensor? = nil, rows: Int) throws(TorchError) {
        self.weight = weight
        self.bias = bias
        packed = weight.isOnCPU && weight.dtype == .float32 && rows > 4
            ? try torchTensor { ct_pack_linear(weight.handle, Int64(rows), $0) } : nil
    }

    public func callAsFunction(_ x: Tensor, residual: Tensor? = nil) throws(TorchError) -> Tensor {
        try torchTensor {
            ct_packed_linear(x.handle, packed?.handle, weight.handle, bias?.handle, residual?.handle, $0)
        }
    }
}

/// One drawn token per row.
public struct SampledTokens: Sendable {
    public var ids: [Int64]
    /// Under the tempered distribution, before truncation; nats.
    public var logprobs: [Float]
}

extension Tensor {
    /// Draws one id per row of logits `[A, V]`: temperature, then top-k, top-p, min-p; temperature 0 is argmax.
    ///
    /// - Parameter uniforms: A numbers in [0, 1), one per row, so that the caller owns all randomness.
    /// - Throws: where the logits hold NaN.
    public func sample(
        temperature: Double, topK: Int, topP: Double, minP: Double, uniforms: [Double]
    ) throws(TorchError) -> SampledTokens {
        let rows = size(0)
        precondition(uniforms.count == rows, "\(uniforms.count) uniforms for \(rows) rows")
        var ids = [Int64](repeating: 0, count: rows)
        var logprobs = [Float](repeating: 0, count: rows)
        _ = try torchCall { ct_sample(handle, temperature, Int64(topK), topP, minP, uniforms, &ids, &logprobs, $0) }
        return SampledTokens(ids: ids, logprobs: logprobs)
    }
}
