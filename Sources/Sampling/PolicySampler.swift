public import Experience
public import LanguageModels
public import Tokenizers
public import Torch

/// How far a call to the sampler has come.
public struct SamplingProgress: Sendable {
    public var finished: Int
    public var total: Int
    public var tokens: Int
}

/// Draws completions from the very weights that are being trained.
@EngineActor
public final class PolicySampler: Sampler {
    public let model: Decoder
    private let tokenizer: Tokenizer
    private let endOfSequence: Set<Int32>
    /// Completions decoded at a time.
    private let slots: Int
    /// Called now and then while sampling.
    public var onProgress: (@Sendable (SamplingProgress) -> Void)?
    /// The fingerprint of the weights as they were laid out for the last call.
    public private(set) var sampledFingerprint: UInt64?

    /// - Parameter endOfSequence: ids that end a completion; by default those of the model and of the tokenizer.
    public init(model: Decoder, tokenizer: Tokenizer, endOfSequence: Set<Int32>? = nil, slots: Int = 256) {
        self.model = model
        self.tokenizer = tokenizer
        self.slots = slots
        if let endOfSequence {
            self.endOfSequence = endOfSequence
        } else {
            let ids = Set(model.configuration.endOfSequence)
            self.endOfSequence = ids.isEmpty ? Set([tokenizer.eosTokenID].compactMap { $0 }) : ids
        }
    }

    public func groups(
        for prompts: [Prompt], completions: Int, options: SamplingOptions, seed: UInt64
    ) async throws -> [RolloutGroup] {
        let sampled = try sample(
            prompts.map(\.tokens), completions: completions, options: options, seed: seed)
        return zip(prompts, sampled).enumerated().map { index, pair in
            RolloutGroup(id: "\(seed)-\(index)", prompt: pair.0, completions: pair.1)
        }
    }

    /// Completions of token sequences, grouped by prompt.
    public func sample(
        _ prompts: [[Int32]], completions: Int, options: SamplingOptions, seed: UInt64
    ) throws -> [[Completion]] {
        try check(prompts, options)
        sampledFingerprint = try model.fingerprint()
        let rows = min(slots, prompts.count * completions)
        try model.beginSampling(rows: rows)
        defer { model.endSampling() }
        return try withoutGradients {
            var batch = GenerationLoop(
                model: model, tokenizer: tokenizer, endOfSequence: endOfSequence, options: options, slots: rows)
            return try batch.run(prompts, completions: completions, seed: seed, progress: onProgress)
        }
    }

    private func check(_ prompts: [[Int32]], _ options: SamplingOptions) throws {
        for prompt in prompts {
            guard !prompt.isEmpty else { throw SamplingError.emptyPrompt }
            let total = prompt.count + options.maxTokens
            if total > model.configuration.maxPositions {
                throw SamplingError.tooLong(
                    prompt: prompt.count, completion: options.maxTokens, context: model.configuration.maxPositions)
            }
        }
    }
}
