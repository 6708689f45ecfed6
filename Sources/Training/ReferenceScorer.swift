import Experience
import LanguageModels
import Torch

/// Log-probabilities under a model that never changes. A prompt's keys and values are computed when it is first seen and
/// kept while there is room: one example repeated for a whole run is computed once.
@EngineActor
final class ReferenceScorer {
    private let model: Decoder
    /// Bytes of keys and values to keep.
    private let limit: Int
    private var kept: [[Int32]: PromptKeys] = [:]
    /// Prompts of `kept`, the one that was not asked for the longest first.
    private var order: [[Int32]] = []
    /// Of `kept`.
    private(set) var bytes = 0

    init(_ model: Decoder, limit: Int = 64 << 20) {
        self.model = model
        self.limit = limit
    }

    /// Log-probabilities `[N]` of the completions' tokens, in order. Call it within `withoutGradients`.
    func logprobs(_ samples: [TrainingBatch.Sample], temperature: Double) throws -> Tensor {
        var batch = PackedTokens()
        var parts: [PromptKeys] = []
        var places: [[Int32]: Range<Int>] = [:]
        var rows = 0
        for sample in samples {
            // A prompt's last token predicts the first of its completion, so it is read with the completion.
            let prompt = Array(sample.prompt.dropLast())
            if places[prompt] == nil {
                if !prompt.isEmpty { parts.append(try keys(of: prompt)) }
                places[prompt] = rows..<rows + prompt.count
                rows += prompt.count
            }
            let read = sample.prompt.suffix(1) + sample.completion.tokens.dropLast()
            batch.append(Array(read), after: places[prompt] ?? 0..<0)
        }
        let hidden = try model.hidden(batch, continuing: parts.isEmpty ? nil : PromptKeys(joining: parts))
        let targets = samples.flatMap { $0.completion.tokens.map(Int64.init) }
        return try model.logprobs(hidden, targets: Tensor(targets), temperature: temperature).logprobs
    }

    private func keys(of prompt: [Int32]) throws -> PromptKeys {
        if let known = kept[prompt] {
            order.removeAll { $0 == prompt }
            order.append(prompt)
            return known
        }
        var batch = PackedTokens()
        batch.append(prompt)
        let keys = PromptKeys(for: model.configuration)
        // Nothing but the keys is asked for, so the last layer need only finish one row.
        _ = try model.hidden(batch, at: Tensor([Int64(prompt.count - 1)]), keepingIn: keys)
        kept[prompt] = keys
        order.append(prompt)
        bytes += keys.bytes
        while bytes > limit, let oldest = order.first {
            order.removeFirst()
            bytes -= kept.removeValue(forKey: oldest)?.bytes ?? 0
        }
        return keys
    }
}
