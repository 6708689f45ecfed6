import Experience
import Foundation
import LanguageModels
import Tokenizers
import Torch

/// One call of the sampler: prompts are computed once each, completions share them, a finished one gives its place
/// to the next at once.
struct GenerationLoop {
    let model: Decoder
    let tokenizer: Tokenizer
    let endOfSequence: Set<Int32>
    let options: SamplingOptions
    let slots: Int
    /// Prompt tokens whose keys and values are held at a time.
    private let prefixBudget = 16_384
    private let prefillBudget = 4096

    init(model: Decoder, tokenizer: Tokenizer, endOfSequence: Set<Int32>, options: SamplingOptions, slots: Int) {
        self.model = model
        self.tokenizer = tokenizer
        self.endOfSequence = endOfSequence
        self.options = options
        self.slots = slots
    }

    /// A completion being drawn.
    private struct Row {
        let prompt: Int
        let completion: Int
        let slot: Int
        let prefixStart: Int
        let prefixLength: Int
        var generator: SeededGenerator
        var tokens: [Int32] = []
        var logprobs: [Float] = []
    }

    /// Prompts in the order of their first appearance, equal ones once.
    private struct Wave {
        var prompts: [Int] = []
        var distinct: [[Int32]] = []
        /// For each of `prompts`, its place in `distinct`.
        var places: [Int] = []
    }

    mutating func run(
        _ prompts: [[Int32]], completions: Int, seed: UInt64, progress: (@Sendable (SamplingProgress) -> Void)?
    ) throws -> [[Completion]] {
        let empty = Completion(tokens: [], logprobs: [], text: "", stopReason: .length)
        var results = Array(repeating: Array(repeating: empty, count: completions), count: prompts.count)
        var report = SamplingProgress(finished: 0, total: prompts.count * completions, tokens: 0)
        let cache = try KeyValueCache(
            for: model.configuration, slots: slots, capacity: options.maxTokens, device: model.device)
        for wave in waves(prompts) {
            let prefill = try self.prefill(wave.distinct, into: cache)
            var waiting = wave.prompts.indices.flatMap { index in (0..<completions).map { (index, $0) } }[...]
            var active: [Row] = []
            var free = Array((0..<slots).reversed())
            while !waiting.isEmpty || !active.isEmpty {
                try Task.checkCancellation()
                // Step those that are under way.
                if !active.isEmpty {
                    let hidden = try model.decode(
                        tokens: active.map { $0.tokens[$0.tokens.count - 1] },
                        positions: active.map { Int32($0.prefixLength + $0.tokens.count - 1) },
                        rows: active.map {
                            DecodeRow(
                                slot: $0.slot, length: $0.tokens.count - 1, prefixStart: $0.prefixStart,
                                prefixLength: $0.prefixLength)
                        }, cache: cache)
                    try draw(&active, from: model.logits(hidden))
                }
                // Let others in where there is room: their first token comes from the prompt's last row.
                var joining: [Row] = []
                while let (index, completion) = waiting.first, let slot = free.popLast() {
                    waiting.removeFirst()
                    let place = wave.places[index]
                    let rollout = UInt64(wave.prompts[index]) * UInt64(completions) + UInt64(completion)
                    joining.append(
                        Row(
                            prompt: index, completion: completion, slot: slot, prefixStart: prefill.starts[place],
                            prefixLength: wave.distinct[place].count,
                            generator: SeededGenerator(seed: seed, stream: "rollout/\(rollout)")))
                }
                if !joining.isEmpty {
                    let last = try Tensor(joining.map { Int64(wave.places[$0.prompt]) })
                    try draw(&joining, from: model.logits(prefill.hidden.selecting(last)))
                    active += joining
                }
                try active.removeAll { row in
                    guard let end = try ending(of: row) else { return false }
                    results[wave.prompts[row.prompt]][row.completion] = try completed(row, end)
                    free.append(row.slot)
                    report.finished += 1
                    report.tokens += row.tokens.count
                    return true
                }
                progress?(report)
            }
        }
        return results
    }

    private func waves(_ prompts: [[Int32]]) -> [Wave] {
        var waves: [Wave] = []
        var wave = Wave()
        var known: [[Int32]: Int] = [:]
        var tokens = 0
        for (index, prompt) in prompts.enumerated() {
            if known[prompt] == nil {
                if tokens + prompt.count > prefixBudget, !wave.prompts.isEmpty {
                    waves.append(wave)
                    wave = Wave()
                    known = [:]
                    tokens = 0
                }
                known[prompt] = wave.distinct.count
                wave.distinct.append(prompt)
                tokens += prompt.count
            }
            wave.prompts.append(index)
            wave.places.append(known[prompt] ?? 0)
        }
        if !wave.prompts.isEmpty { waves.append(wave) }
        return waves
    }

    /// Computes the prompts; their keys and values land in the cache's prefixes.
    private func prefill(_ prompts: [[Int32]], into cache: KeyValueCache) throws -> (hidden: Tensor, starts: [Int]) {
        var hidden: [Tensor] = []
        var parts: [PromptKeys] = []
        var starts: [Int] = []
        var done = 0
        var batch = PackedTokens()
        func flush() throws {
            guard !batch.tokens.isEmpty else { return }
            let last = try Tensor(batch.segments.map { Int64($0.start + $0.length - 1) })
            let keys = PromptKeys(for: model.configuration)
            hidden.append(try model.hidden(batch, at: last, keepingIn: keys))
            parts.append(keys)
            done += batch.tokens.count
            batch = PackedTokens()
        }
        for prompt in prompts {
            if batch.tokens.count + prompt.count > prefillBudget { try flush() }
            starts.append(done + batch.tokens.count)
            batch.append(prompt)
        }
        try flush()
        cache.prompts = try PromptKeys(joining: parts)
        return (try Tensor.concatenated(hidden, along: 0), starts)
    }

    private func draw(_ rows: inout [Row], from logits: Tensor) throws {
        let uniforms = rows.indices.map { rows[$0].generator.uniform() }
        let sampled: SampledTokens
        do {
            sampled = try logits.sample(
                temperature: options.temperature, topK: options.topK, topP: options.topP, minP: options.minP,
                uniforms: uniforms)
        } catch {
            // Told apart only where it happens: a check of every logit would cost every token.
            guard try logits.sum().item().isFinite else { throw SamplingError.notFinite }
            throw error
        }
        for index in rows.indices {
            rows[index].tokens.append(Int32(sampled.ids[index]))
            rows[index].logprobs.append(sampled.logprobs[index])
        }
    }

    private func ending(of row: Row) throws -> StopReason? {
        guard let last = row.tokens.last else { return nil }
        if endOfSequence.contains(last) { return .endOfSequence }
        if !options.stop.isEmpty, stopRange(in: try tail(row)) != nil { return .stopString }
        return row.tokens.count >= options.maxTokens ? .length : nil
    }

    /// The end of the text, as far as a stop string that was not there a token ago can reach.
    private func tail(_ row: Row) throws -> String {
        let reach = (options.stop.map(\.utf8.count).max() ?? 0) + 8
        return try text(Array(row.tokens.suffix(reach)))
    }

    private func stopRange(in text: String) -> String.Index? {
        options.stop.compactMap { text.range(of: $0)?.lowerBound }.min()
    }

    private func completed(_ row: Row, _ reason: StopReason) throws -> Completion {
        var text = try text(row.tokens)
        if reason == .stopString, let start = stopRange(in: text) { text = String(text[..<start]) }
        return Completion(tokens: row.tokens, logprobs: row.logprobs, text: text, stopReason: reason)
    }

    /// A model may have more rows than the tokenizer has tokens; those ids have no text.
    private func text(_ tokens: [Int32]) throws -> String {
        try tokenizer.decode(tokens.filter { Int($0) < tokenizer.vocabularySize }, skipSpecialTokens: true)
    }
}
