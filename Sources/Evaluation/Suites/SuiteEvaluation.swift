public import Environments
import Experience
import Foundation
public import RunStore
public import Sampling
public import Tokenizers

/// Asks one suite and stores every completion with its verdict; what is stored already is not asked again.
///
/// Problems go in chunks. While a chunk is judged the next one is drawn, so the engine does not wait for verifiers. The seed
/// of a chunk is a function of the evaluation's seed, the suite and the chunk's number: a run that was killed and goes on
/// stores the same records.
public struct SuiteEvaluation: Sendable {
    /// How far it has come.
    public struct Progress: Sendable {
        public var suite: String
        public var finished: Int
        public var total: Int
        public var correct: Int
    }

    public let set: EvaluationSet
    private let asking: Asking
    private let strategy: any InferenceStrategy
    private let verifier: any Verifier
    private let store: EvaluationStore
    private let seed: UInt64
    private let chunkSize: Int
    /// Problems whose prompt leaves no room for a completion.
    public let unaskable: Int

    /// - Parameters:
    ///   - batch: completions drawn at a time.
    ///   - context: tokens of prompt and completion together.
    public init(
        _ set: EvaluationSet, sampler: any Sampler, tokenizer: Tokenizer, verifier: any Verifier, store: EvaluationStore,
        seed: UInt64, batch: Int, context: Int
    ) throws {
        strategy = try InferenceStrategies.named(set.evaluation.strategy)
        self.set = set
        self.verifier = verifier
        self.store = store
        self.seed = seed
        chunkSize = max(1, batch / max(1, set.evaluation.samples))
        let asking = Asking(evaluation: set.evaluation, sampler: sampler, tokenizer: tokenizer, context: context)
        self.asking = asking
        unaskable = try set.problems.count { try asking.prompt($0).tokens.count > context - set.evaluation.maxTokens }
    }

    /// The set as the model's context lets it be asked, every cut noted as a departure.
    ///
    /// A completion needs a quarter of the context, or what the protocol gives it. Worked examples are left out, the last
    /// first, until most prompts leave that much; completions are cut to what the longest of these leaves. A prompt that
    /// is longer still will not be asked.
    ///
    /// - Throws: `EvaluationError.everyPromptTooLong`, `noChatTemplate`; `ChatTemplateError`.
    public static func fitted(_ set: EvaluationSet, tokenizer: Tokenizer, context: Int, model: String) throws -> EvaluationSet {
        var set = set
        if set.evaluation.form == .chat, !tokenizer.hasChatTemplate { throw EvaluationError.noChatTemplate(suite: set.name, model: model) }
        let least = min(set.evaluation.maxTokens, max(1, context / 4))
        func lengths() throws -> [Int] {
            let renderer = ProtocolPrompts(evaluation: set.evaluation, tokenizer: tokenizer)
            return try set.problems.map { try renderer.prompt($0).tokens.count }
        }
        var found = try lengths()
        let examples = set.evaluation.examples.count
        while !set.evaluation.examples.isEmpty, 2 * found.count(where: { $0 <= context - least }) < found.count {
            set.evaluation.examples.removeLast()
            found = try lengths()
        }
        if set.evaluation.examples.count < examples {
            set.evaluation.departures.append("\(set.evaluation.examples.count) of \(examples) worked examples: the model's context is \(context)")
        }
        guard let longest = found.filter({ $0 <= context - least }).max() else {
            throw EvaluationError.everyPromptTooLong(suite: set.name, shortest: found.min() ?? 0, context: context)
        }
        if longest + set.evaluation.maxTokens > context {
            set.evaluation.departures.append("\(context - longest) tokens at most: the model's context is \(context), the longest prompt \(longest)")
            set.evaluation.maxTokens = context - longest
        }
        return set
    }

    /// Draws and judges what is missing, and judges again what could not be judged before.
    ///
    /// - Returns: every row of the suite, by place and sample.
    public func run(progress: @escaping @Sendable (Progress) -> Void) async throws -> [SampleRow] {
        let stored = try store.rows(of: set.name)
        try await judgeAgain(stored.filter { $0.verdict == .infrastructureFailure })
        var report = Progress(
            suite: set.name, finished: stored.count, total: set.problems.count * set.evaluation.samples,
            correct: stored.count { $0.isCorrect })
        let known = try store.chunks(of: set.name)
        let starts = Array(stride(from: 0, to: set.problems.count, by: chunkSize))
        try await withThrowingTaskGroup(of: [SampleRow].self) { group in
            var pending = 0
            func collect() async throws {
                guard let rows = try await group.next() else { return }
                pending -= 1
                report.finished += rows.count
                report.correct += rows.count { $0.isCorrect }
                progress(report)
            }
            progress(report)
            for (chunk, start) in starts.enumerated() where !known.contains(chunk) {
                try Task.checkCancellation()
                let began = Date()
                let drawn = try await draw(start..<min(start + chunkSize, set.problems.count), chunk: chunk)
                if pending > 0 { try await collect() }
                group.addTask {
                    let rows = try await judge(drawn)
                    try store.append(suite: set.name, chunk: chunk, rows: rows, seconds: Date().timeIntervalSince(began))
                    return rows
                }
                pending += 1
            }
            while pending > 0 { try await collect() }
        }
        return try store.rows(of: set.name)
    }

    private struct Drawn: Sendable {
        var place: Int
        var sample: Int
        var prompt: Prompt
        /// `nil` where the prompt was too long to be asked.
        var answer: StrategyAnswer?
    }

    private func draw(_ places: Range<Int>, chunk: Int) async throws -> [Drawn] {
        var generator = SeededGenerator(seed: seed, stream: "evaluation/\(set.name)/\(chunk)")
        let prompts = try places.map { try asking.prompt(set.problems[$0]) }
        let fitting = places.filter { prompts[$0 - places.lowerBound].tokens.count <= asking.context - set.evaluation.maxTokens }
        let answers = fitting.isEmpty ? [] : try await strategy.answers(to: fitting.map { set.problems[$0] }, using: asking, seed: generator.next())
        let byPlace = Dictionary(zip(fitting, answers), uniquingKeysWith: { first, _ in first })
        return places.flatMap { place in
            (0..<set.evaluation.samples).map { sample in
                Drawn(place: place, sample: sample, prompt: prompts[place - places.lowerBound], answer: byPlace[place]?[sample])
            }
        }
    }

    private func judge(_ drawn: [Drawn]) async throws -> [SampleRow] {
        try await concurrently(drawn) { one in
            let problem = set.problems[one.place]
            guard let answer = one.answer else {
                let evidence = "not asked: the prompt's \(one.prompt.tokens.count) tokens leave no room for \(set.evaluation.maxTokens) in a context of \(asking.context)"
                return SampleRow(
                    place: one.place, problem: problem, sample: one.sample, prompt: one.prompt,
                    completion: Completion(tokens: [], logprobs: [], text: "", stopReason: .length), stages: [], tokenCount: 0,
                    judgement: Judgement(verdict: .unparseable, evidence: evidence), milliseconds: 0)
            }
            let began = ContinuousClock.now
            let judgement = await verifier.judge(answer.completion.text, for: problem)
            return SampleRow(
                place: one.place, problem: problem, sample: one.sample, prompt: one.prompt, completion: answer.completion,
                stages: answer.stages, tokenCount: answer.tokenCount, judgement: judgement,
                milliseconds: (ContinuousClock.now - began).milliseconds)
        }
    }

    private func judgeAgain(_ failed: [SampleRow]) async throws {
        guard !failed.isEmpty else { return }
        try store.update(suite: set.name, rows: try await Regrading.judged(failed, by: verifier))
    }
}
