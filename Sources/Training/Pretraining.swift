import Foundation
public import LanguageModels
public import Tokenizers
public import Torch

/// A text of a corpus and whether it ends, or just breaks off.
public struct CorpusDocument: Sendable {
    public var text: String
    public var ends: Bool

    public init(text: String, ends: Bool) {
        self.text = text
        self.ends = ends
    }
}

/// One update of pretraining, for the progress line and the metrics.
public struct PretrainingStep: Sendable {
    public var step: Int
    /// Mean next-token cross-entropy, nats.
    public var loss: Double
    public var learningRate: Double
    public var gradientNorm: Double
    /// Tokens trained on so far.
    public var tokens: Int
    public var tokensPerSecond: Double
}

/// Next-token training from scratch on a generated corpus: documents packed end to end, each attending to itself.
@EngineActor
public final class Pretraining {
    public struct Settings: Sendable {
        public var steps: Int
        public var tokensPerStep: Int
        public var schedule: LearningRateSchedule
        public var optimizer: AdamW.Settings
        public var gradientLimit: Double
        public var context: Int

        public init(
            steps: Int, tokensPerStep: Int, schedule: LearningRateSchedule, optimizer: AdamW.Settings,
            gradientLimit: Double, context: Int
        ) {
            self.steps = steps
            self.tokensPerStep = tokensPerStep
            self.schedule = schedule
            self.optimizer = optimizer
            self.gradientLimit = gradientLimit
            self.context = context
        }
    }

    public let model: Decoder
    public let optimizer: AdamW
    private let settings: Settings
    private let tokenizer: Tokenizer
    private let document: @Sendable (Int) -> CorpusDocument
    /// The next document; with `step`, all the state there is besides weights and moments.
    public var cursor = 0
    public var step = 0
    public var tokens = 0

    public init(
        model: Decoder, tokenizer: Tokenizer, settings: Settings, document: @escaping @Sendable (Int) -> CorpusDocument
    ) throws {
        self.model = model
        self.tokenizer = tokenizer
        self.settings = settings
        self.document = document
        try model.setTrainable(true)
        optimizer = try AdamW(model.parameters, settings: settings.optimizer)
    }

    public var isFinished: Bool { step >= settings.steps }

    /// One update on the next documents of the corpus.
    public func update() throws -> PretrainingStep {
        let started = ContinuousClock.now
        var batch = PackedTokens()
        var targets: [Int64] = []
        var rows: [Int64] = []
        while batch.tokens.count < settings.tokensPerStep {
            var ids = sequence(document(cursor))
            cursor += 1
            if ids.count > settings.context + 1 { ids.removeLast(ids.count - settings.context - 1) }
            guard ids.count > 1 else { continue }
            let start = batch.tokens.count
            batch.append(Array(ids.dropLast()))
            rows.append(contentsOf: (start..<batch.tokens.count).map(Int64.init))
            targets.append(contentsOf: ids.dropFirst().map(Int64.init))
        }
        let hidden = try model.hidden(batch)
        let loss = try -model.logprobs(hidden, targets: Tensor(targets)).logprobs.mean()
        let value = try loss.item()
        try loss.backward()
        let norm = try clipGradients(of: model.parameters, to: settings.gradientLimit)
        guard value.isFinite, norm.isFinite else {
            throw TrainingError.notFinite(what: "loss", value: value, step: step, hint: "lower optimizer.learning_rate")
        }
        let rate = settings.schedule.rate(at: step)
        try optimizer.update(learningRate: rate)
        step += 1
        tokens += batch.tokens.count
        let seconds = started.duration(to: .now) / .seconds(1)
        return PretrainingStep(
            step: step, loss: value, learningRate: rate, gradientNorm: norm, tokens: tokens,
            tokensPerSecond: Double(batch.tokens.count) / seconds)
    }

    private func sequence(_ document: CorpusDocument) -> [Int32] {
        var ids = tokenizer.encode(document.text)
        if document.ends, let end = tokenizer.eosTokenID { ids.append(end) }
        return ids
    }
}
