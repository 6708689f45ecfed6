import Foundation
public import Torch

/// A decoder-only transformer: the policy, the reference, the sampler's model.
///
/// One set of weights serves training and sampling. It lives on the engine's thread; see `EngineActor`.
public final class Decoder {
    public let configuration: DecoderConfiguration
    public let device: Device
    /// `[V, D]`.
    let embedding: Tensor
    /// `[positions, D]`, GPT-2 only.
    let positionEmbedding: Tensor?
    let blocks: [DecoderBlock]
    let finalNorm: Norm
    /// `[V, D]`; the embedding where tied.
    public let head: Tensor
    private let packedHead: Linear
    /// Every leaf, in the order of the checkpoint's names.
    public let parameters: [Tensor]
    /// Where each tensor of a checkpoint lives in `parameters`.
    let bindings: [WeightBinding]
    private var rotaries: [RotarySettings: RotaryEmbedding] = [:]

    /// A decoder with uninitialised weights: load a checkpoint, or call `initialise`.
    public init(_ configuration: DecoderConfiguration, device: Device = .cpu) throws(TorchError) {
        let weights = try DecoderWeights(configuration, device: device)
        self.configuration = configuration
        self.device = device
        embedding = weights.embedding
        positionEmbedding = weights.positions
        blocks = weights.blocks
        finalNorm = weights.finalNorm
        head = weights.head
        packedHead = Linear(weights.head, bias: nil)
        parameters = weights.parameters
        bindings = weights.bindings
    }

    public func setTrainable(_ trainable: Bool) throws(TorchError) {
        for parameter in parameters { try parameter.setRequiresGradient(trainable) }
    }

    /// The residual stream after the last norm, `[N, D]`, for packed sequences.
    ///
    /// - Parameters:
    ///   - rows: where given, int64 `[M]`: what comes back is of these rows alone, `[M, D]`, and the last layer computes
    ///     nothing but keys and values for the others.
    ///   - kept: where given, receives each layer's keys and values of all rows.
    ///   - before: where given, prefixes are rows of these, and no gradients are recorded.
    /// - Throws: `ModelError` for an id outside the vocabulary or a sequence past the context; `TorchError`.
    public func hidden(
        _ batch: PackedTokens, at rows: Tensor? = nil, keepingIn kept: PromptKeys? = nil,
        continuing before: PromptKeys? = nil
    ) throws -> Tensor {
        try check(batch)
        let segments = try Tensor(
            batch.segments.flatMap {
                [Int64($0.start), Int64($0.length), Int64($0.prefixStart), Int64($0.prefixLength)]
            }, shape: [batch.segments.count, 4])
        return try run(
            tokens: batch.tokens, positions: batch.positions, limit: batch.longest,
            attention: .segments(segments, keeping: kept, continuing: before), rows: rows)
    }

    /// One step of sampling: the residual stream `[A, D]` of one new token per row.
    ///
    /// - Parameters:
    ///   - rows: for each token its slot, how many tokens of its completion are cached already, and the rows of its
    ///     prompt in the prefix.
    public func decode(tokens: [Int32], positions: [Int32], rows: [DecodeRow], cache: KeyValueCache) throws -> Tensor {
        let table = try Tensor(
            rows.flatMap { [Int64($0.slot), Int64($0.length), Int64($0.prefixStart), Int64($0.prefixLength)] },
            shape: [rows.count, 4])
        return try run(
            tokens: tokens, positions: positions, limit: Int(positions.max() ?? 0) + 1,
            attention: .decode(cache, rows: table))
    }

    private func run(
        tokens: [Int32], positions: [Int32], limit: Int, attention: AttentionInput, rows: Tensor? = nil
    ) throws -> Tensor {
        let ids = try Tensor(ids: tokens).to(device)
        let places = try Tensor(ids: positions).to(device)
        var x = try embedding.rows(ids)
        if configuration.embeddingScale != 1 { x = try x * configuration.embeddingScale }
        if let positionEmbedding { x = try x + positionEmbedding.rows(places) }
        var angles: [RotarySettings: (cosine: Tensor, sine: Tensor)] = [:]
        for block in blocks {
            var rotary: (cosine: Tensor, sine: Tensor)?
            if let settings = configuration.layers[block.index].rotary {
                if angles[settings] == nil { angles[settings] = try self.rotary(settings).rows(places, limit: limit) }
                rotary = angles[settings]
            }
            x = try block(
                x, rotary: rotary, attention: attention, rows: block.index == blocks.count - 1 ? rows : nil)
        }
        return try finalNorm(x)
    }

    private func rotary(_ settings: RotarySettings) -> RotaryEmbedding {
        if let known = rotaries[settings] { return known }
        let made = RotaryEmbedding(settings, headSize: configuration.headSize, device: device)
        rotaries[settings] = made
        return made
    }

    private func check(_ batch: PackedTokens) throws(ModelError) {
        for id in batch.tokens where id < 0 || id >= configuration.vocabularySize {
            throw .tokenOutOfVocabulary(id: Int(id), vocabulary: configuration.vocabularySize)
        }
        if batch.longest > configuration.maxPositions {
            throw .tooLong(tokens: batch.longest, context: configuration.maxPositions)
        }
    }

    /// Logits `[N, V]` of hidden rows `[N, D]`, soft-capped where the family does.
    public func logits(_ hidden: Tensor) throws(TorchError) -> Tensor {
        let raw = try packedHead(hidden)
        guard configuration.logitSoftcap > 0 else { return raw }
        return try (raw / configuration.logitSoftcap).tanh() * configuration.logitSoftcap
    }

    /// log p(target) and entropy at hidden rows `[N, D]`, never holding `[N, V]` for longer than it must.
    public func logprobs(
        _ hidden: Tensor, targets: Tensor, temperature: Double = 1
    ) throws(TorchError) -> TokenLogprobs {
        try hidden.tokenLogprobs(
            weight: head, targets: targets, temperature: temperature, softcap: configuration.logitSoftcap)
    }

    /// Lays the weights out for sampling `rows` completions at a time. Call `endSampling` before training.
    public func beginSampling(rows: Int) throws(TorchError) {
        for block in blocks { for linear in block.linears { try linear.pack(rows: rows) } }
        try packedHead.pack(rows: rows)
    }

    public func endSampling() {
        for block in blocks { for linear in block.linears { linear.unpack() } }
        packedHead.unpack()
    }

    /// Lays the layers' matrices out for passes of `rows` tokens, for good, and gives the plain ones back: a reference
    /// is scored and nothing else, and one copy of it is enough. Afterwards it cannot be trained, saved or copied.
    public func freeze(rows: Int) throws(TorchError) {
        for block in blocks { for linear in block.linears { try linear.freeze(rows: rows) } }
    }

    /// A fingerprint of every weight.
    public func fingerprint() throws(TorchError) -> UInt64 {
        try parameters.fingerprint()
    }

    /// A copy with weights of its own that does not train: the reference of a run.
    public func frozenCopy() throws(TorchError) -> Decoder {
        let copy = try Decoder(configuration, device: device)
        for (target, source) in zip(copy.parameters, parameters) { try target.assign(source) }
        return copy
    }

    /// Normal weights of deviation 0.02, residual outputs scaled by 1/√(2·layers), norms at one (GPT-2's scheme).
    public func initialise(seed: UInt64, deviation: Double = 0.02) throws(TorchError) {
        let residual = 1 / (2 * Double(blocks.count)).squareRoot()
        for (index, binding) in bindings.enumerated() {
            let target = try binding.view()
            if binding.role == .norm {
                try target.fill(configuration.norm == .rmsUnitOffset ? 0 : 1)
            } else if binding.role == .bias {
                try target.fill(0)
            } else {
                let scale = binding.role == .residualOutput ? deviation * residual : deviation
                let shape = target.shape
                let values = try Tensor.normal(shape, deviation: scale, seed: seed &+ UInt64(index) &* 0x9e37_79b9)
                try target.assign(values.to(device))
            }
        }
    }
}

/// Where a row of a sampling batch keeps its keys.
public struct DecodeRow: Sendable {
    var slot: Int
    /// Tokens of the completion that are cached already.
    var length: Int
    var prefixStart: Int
    var prefixLength: Int

    public init(slot: Int, length: Int, prefixStart: Int, prefixLength: Int) {
        self.slot = slot
        self.length = length
        self.prefixStart = prefixStart
        self.prefixLength = prefixLength
    }
}
