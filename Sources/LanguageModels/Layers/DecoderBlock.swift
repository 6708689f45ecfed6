import Torch

/// How a block's attention finds its keys.
enum AttentionInput {
    /// Packed segments. The first keys, where given, receive those of all rows; the second are of rows before these.
    case segments(Tensor, keeping: PromptKeys?, continuing: PromptKeys?)
    /// One new token per row of a sampling batch; rows int64 `[A, 4]`.
    case decode(KeyValueCache, rows: Tensor)
}

/// One layer: attention and feed-forward, each on a normed copy of the residual stream.
final class DecoderBlock {
    let index: Int
    let shape: AttentionShape
    let inputNorm: Norm
    let queryKeyValue: Linear
    let output: Linear
    let queryNorm: Norm?
    let keyNorm: Norm?
    /// Before the feed-forward layer.
    let middleNorm: Norm
    /// After attention and after the feed-forward layer (Gemma 2 and 3).
    let postAttentionNorm: Norm?
    let postFeedForwardNorm: Norm?
    /// Gate and up in one product, or the single up projection of GPT-2.
    let up: Linear
    let down: Linear
    let feedForward: DecoderConfiguration.FeedForward

    init(
        index: Int, shape: AttentionShape, inputNorm: Norm, queryKeyValue: Linear, output: Linear, queryNorm: Norm?,
        keyNorm: Norm?, middleNorm: Norm, postAttentionNorm: Norm?, postFeedForwardNorm: Norm?, up: Linear, down: Linear,
        feedForward: DecoderConfiguration.FeedForward
    ) {
        self.index = index
        self.shape = shape
        self.inputNorm = inputNorm
        self.queryKeyValue = queryKeyValue
        self.output = output
        self.queryNorm = queryNorm
        self.keyNorm = keyNorm
        self.middleNorm = middleNorm
        self.postAttentionNorm = postAttentionNorm
        self.postFeedForwardNorm = postFeedForwardNorm
        self.up = up
        self.down = down
        self.feedForward = feedForward
    }

    var linears: [Linear] { [queryKeyValue, output, up, down] }

    /// x `[N, D]` → `[N, D]`, or `[M, D]` where only `rows` (int64 `[M]`) are asked for.
    func callAsFunction(
        _ x: Tensor, rotary: (cosine: Tensor, sine: Tensor)?, attention: AttentionInput, rows: Tensor?
    ) throws(TorchError) -> Tensor {
        var (normed, stream) = try inputNorm.opening(x)
        var mixed = try attend(normed, rotary: rotary, attention: attention)
        if let rows { (mixed, stream) = try (mixed.selecting(rows), stream.selecting(rows)) }
        (normed, stream) = try middleNorm.opening(joined(output, mixed, to: stream, through: postAttentionNorm))
        let fed: Tensor
        switch feedForward {
        case .gated(let activation): fed = try up(normed).gated(activation)
        case .plainGeluTanh: fed = try up(normed).geluTanh()
        }
        return try joined(down, fed, to: stream, through: postFeedForwardNorm)
    }

    /// x + norm(linear(branch)); in one go where there is no norm.
    private func joined(_ linear: Linear, _ branch: Tensor, to x: Tensor, through norm: Norm?) throws(TorchError) -> Tensor {
        guard let norm else { return try linear(branch, residual: x) }
        return try x + norm(linear(branch))
    }

    private func attend(
        _ x: Tensor, rotary: (cosine: Tensor, sine: Tensor)?, attention: AttentionInput
    ) throws(TorchError) -> Tensor {
        var qkv = try queryKeyValue(x)
        if let queryNorm, let keyNorm { qkv = try normalised(qkv, queryNorm, keyNorm) }
        if let rotary {
            qkv = try qkv.rotary(
                cosine: rotary.cosine, sine: rotary.sine, heads: shape.heads + shape.keyValueHeads, headSize: shape.headSize)
        }
        switch attention {
        case .segments(let segments, let kept, let before):
            if let kept {
                let start = shape.heads * shape.headSize
                let length = 2 * shape.keyValueHeads * shape.headSize
                kept.layers[index] = try qkv.narrowed(1, from: start, length: length).contiguous()
            }
            return try qkv.segmentAttention(segments, shape, prefix: before?.layers[index])
        case .decode(let cache, let rows):
            return try qkv.decodeAttention(
                keys: cache.keys[index], values: cache.values[index], prefix: cache.prompts.layers[index], rows: rows, shape)
        }
    }

    private func normalised(_ qkv: Tensor, _ queryNorm: Norm, _ keyNorm: Norm) throws(TorchError) -> Tensor {
        let rows = qkv.size(0), d = shape.headSize
        let q = shape.heads * d, k = shape.keyValueHeads * d
        let queries = try queryNorm(qkv.narrowed(1, from: 0, length: q).reshaped([rows * shape.heads, d]))
        let keys = try keyNorm(qkv.narrowed(1, from: q, length: k).reshaped([rows * shape.keyValueHeads, d]))
        return try Tensor.concatenated(
            [queries.reshaped([rows, q]), keys.reshaped([rows, k]), qkv.narrowed(1, from: q + k, length: k)], along: 1)
    }
}
