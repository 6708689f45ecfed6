import Torch

extension Decoder {
    /// The `count` most probable tokens, one after the other, that follow `tokens`; no token ends it.
    ///
    /// - Throws: `ModelError` for an id outside the vocabulary or past the context; `TorchError`.
    public func greedy(after tokens: [Int32], count: Int) throws -> [Int32] {
        let cache = try KeyValueCache(for: configuration, slots: 1, capacity: count, device: device)
        guard tokens.count + count <= configuration.maxPositions else {
            throw ModelError.tooLong(tokens: tokens.count + count, context: configuration.maxPositions)
        }
        return try withoutGradients {
            var batch = PackedTokens()
            batch.append(tokens)
            let last = try hidden(batch, keepingIn: cache.prompts).narrowed(0, from: tokens.count - 1, length: 1)
            var next = Int32(try logits(last).argmax(1).item())
            var drawn = [next]
            while drawn.count < count {
                let row = DecodeRow(slot: 0, length: drawn.count - 1, prefixStart: 0, prefixLength: tokens.count)
                let hidden = try decode(
                    tokens: [next], positions: [Int32(tokens.count + drawn.count - 1)], rows: [row], cache: cache)
                next = Int32(try logits(hidden).argmax(1).item())
                drawn.append(next)
            }
            return drawn
        }
    }
}
