public import Experience
import Foundation
public import LanguageModels
import Objectives
public import Torch

/// Turns scored groups into updates of the policy.
@EngineActor
public final class Learner {
    public struct Settings: Sendable {
        public var schedule: LearningRateSchedule
        public var optimizer: AdamW.Settings
        /// `nil` clips nothing.
        public var gradientLimit: Double?
        /// Tokens of one forward and backward pass.
        public var microBatchTokens: Int
        /// The rollouts' temperature: every log-probability is of the tempered distribution.
        public var temperature: Double
        /// The largest difference between a token's log-probability when sampled and when trained on.
        public var logprobLimit: Double

        public init(
            schedule: LearningRateSchedule, optimizer: AdamW.Settings, gradientLimit: Double?, microBatchTokens: Int,
            temperature: Double, logprobLimit: Double
        ) {
            self.schedule = schedule
            self.optimizer = optimizer
            self.gradientLimit = gradientLimit
            self.microBatchTokens = microBatchTokens
            self.temperature = temperature
            self.logprobLimit = logprobLimit
        }
    }

    public let policy: Decoder
    /// Scores under the policy's frozen start; `nil` where no loss reads it.
    private let reference: ReferenceScorer?
    public let optimizer: AdamW
    private let settings: Settings

    public init(policy: Decoder, reference: Decoder?, settings: Settings) throws {
        self.policy = policy
        self.reference = reference.map { ReferenceScorer($0) }
        self.settings = settings
        // The reference never changes, so its weights are laid out for products once.
        try reference?.freeze(rows: settings.microBatchTokens)
        try policy.setTrainable(true)
        optimizer = try AdamW(policy.parameters, settings: settings.optimizer)
    }

    /// Why a step has no rollout: the verifier's machinery, or what was drawn.
    private static func nothingToTrainOn(_ groups: [ScoredGroup], step: Int) -> TrainingError {
        let judgements = groups.flatMap(\.rewards).map(\.judgement)
        if let first = judgements.first, judgements.allSatisfy({ $0.verdict == .infrastructureFailure }) {
            return .verifierFailed(step: step, rollouts: judgements.count, reason: first.evidence)
        }
        return .noRollouts(step: step, reason: "every completion was dropped; see the verdicts in the run's log")
    }

    /// The updates of one step.
    ///
    /// - Parameters:
    ///   - sampled: the fingerprint of the weights the rollouts were drawn from.
    ///   - step: of the run, from 0; it sets the learning rate.
    /// - Returns: metrics by TRL's names.
    /// - Throws: `TrainingError` when the proof of policy fails, or the loss or a gradient is not finite; the update it
    ///   was in is then not applied (with several updates per rollout, those before it are).
    public func update<M: Method>(
        _ groups: [ScoredGroup], using method: M, sampled: UInt64?, step: Int
    ) throws -> [String: Double] {
        if let sampled, try sampled != policy.fingerprint() {
            throw TrainingError.policyMismatch(step: step, reason: "the sampler's weights are not those being trained")
        }
        let samples = groups.map { group in
            zip(group.group.completions, zip(group.rewards, group.advantages)).compactMap { completion, scored in
                scored.0.value == nil || completion.tokens.isEmpty || !method.trains(on: completion)
                    ? nil : TrainingBatch.Sample(completion: completion, prompt: group.group.prompt.tokens, advantage: scored.1)
            }
        }
        guard samples.contains(where: { !$0.isEmpty }) else {
            throw Self.nothingToTrainOn(groups, step: step)
        }
        var totals = Totals()
        let updates = method.updatesPerRollout
        let perUpdate = (samples.count + updates - 1) / updates
        let old = updates > 1 ? try behaviour(samples, step: step, into: &totals) : nil
        let rate = settings.schedule.rate(at: step)
        for start in stride(from: 0, to: samples.count, by: perUpdate) {
            let range = start..<min(samples.count, start + perUpdate)
            guard samples[range].contains(where: { !$0.isEmpty }) else { continue }
            try accumulate(Array(samples[range]), old: old.map { Array($0[range]) }, method, step: step, into: &totals)
            let norm = try clipGradients(of: policy.parameters, to: settings.gradientLimit)
            guard norm.isFinite else {
                for parameter in policy.parameters { parameter.clearGradient() }
                throw TrainingError.notFinite(
                    what: "the gradient's norm", value: norm, step: step, hint: "Lower optimizer.learning_rate")
            }
            totals.gradientNorms.append(norm)
            try optimizer.update(learningRate: rate)
        }
        var metrics = totals.metrics
        metrics["learning_rate"] = rate
        return metrics
    }

    /// Sums over the passes of a step.
    private struct Totals {
        var tokenSums: [String: Double] = [:]
        var sums: [String: Double] = [:]
        var tokens = 0
        var updates = 0
        var gradientNorms: [Double] = []
        var differenceSum = 0.0
        var differenceMaximum = 0.0
        var compared = 0

        var metrics: [String: Double] {
            var metrics = tokenSums.mapValues { $0 / Double(max(1, tokens)) }
            for (name, value) in sums { metrics[name] = value / Double(max(1, updates)) }
            metrics["grad_norm"] = gradientNorms.reduce(0, +) / Double(max(1, gradientNorms.count))
            metrics["sampling/sampling_logp_difference/mean"] = differenceSum / Double(max(1, compared))
            metrics["sampling/sampling_logp_difference/max"] = differenceMaximum
            metrics["proof/tokens"] = Double(compared)
            return metrics
        }
    }

    /// Log-probabilities of the policy that sampled, per group and sample, for several updates of one rollout.
    private func behaviour(
        _ samples: [[TrainingBatch.Sample]], step: Int, into totals: inout Totals
    ) throws -> [[[Float]]] {
        try withoutGradients {
            try samples.map { group in
                guard !group.isEmpty else { return [] }
                let batch = TrainingBatch(group)
                let scores = try policy.score(batch.packed, temperature: settings.temperature).logprobs.floats()
                try prove(scores, batch, step: step, into: &totals)
                var rest = scores[...]
                return group.map { sample in
                    defer { rest = rest.dropFirst(sample.completion.tokens.count) }
                    return Array(rest.prefix(sample.completion.tokens.count))
                }
            }
        }
    }

    /// Forward and backward of one update, pass by pass; gradients add up.
    private func accumulate<M: Method>(
        _ samples: [[TrainingBatch.Sample]], old: [[[Float]]]?, _ method: M, step: Int, into totals: inout Totals
    ) throws {
        let tokens = samples.joined().reduce(0) { $0 + $1.completion.tokens.count }
        let completions = samples.reduce(0) { $0 + $1.count }
        var remembered = old.map { Array($0.joined().joined()) }.map { $0[...] }
        totals.updates += 1
        totals.tokens += tokens
        for batch in TrainingBatch.split(samples, limit: settings.microBatchTokens) {
            let packed = batch.packed
            let count = packed.targets.count
            var reference: Tensor?
            if method.needsReference, let scorer = self.reference {
                reference = try withoutGradients { try scorer.logprobs(batch.samples, temperature: settings.temperature) }
            }
            let scored = try policy.score(packed, temperature: settings.temperature)
            let current = try scored.logprobs.floats()
            var behaviour = try scored.logprobs.detached()
            if let taken = remembered {
                behaviour = try Tensor(Array(taken.prefix(count))).to(policy.device)
                remembered = taken.dropFirst(count)
            } else {
                try prove(current, batch, step: step, into: &totals)
            }
            var weights: [Float] = []
            var advantages: [Float] = []
            weights.reserveCapacity(count)
            advantages.reserveCapacity(count)
            for sample in batch.samples {
                let length = sample.completion.tokens.count
                let weight = method.aggregation.weight(length: length, completions: completions, tokens: tokens)
                weights.append(contentsOf: repeatElement(Float(weight), count: length))
                advantages.append(contentsOf: repeatElement(Float(sample.advantage), count: length))
            }
            let value = try method.loss(
                on: PolicyBatch(
                    logprobs: scored.logprobs, old: behaviour, reference: reference, entropy: scored.entropy,
                    advantages: Tensor(advantages).to(policy.device), weights: Tensor(weights).to(policy.device),
                    sequences: Tensor(packed.sequences).to(policy.device),
                    lengths: Tensor(packed.lengths.map(Float.init)).to(policy.device)))
            guard let loss = value.sums["loss"], loss.isFinite else {
                for parameter in policy.parameters { parameter.clearGradient() }
                throw TrainingError.notFinite(
                    what: "the loss", value: value.sums["loss"] ?? .nan, step: step,
                    hint: "Lower optimizer.learning_rate, or look at the step's rollouts")
            }
            for (name, sum) in value.tokenSums { totals.tokenSums[name, default: 0] += sum }
            for (name, sum) in value.sums { totals.sums[name, default: 0] += sum }
            try value.loss.backward()
        }
    }

    /// Proof of policy: what the sampler said of its tokens is what the training path says of them.
    private func prove(
        _ scores: [Float], _ batch: TrainingBatch, step: Int, into totals: inout Totals
    ) throws {
        var index = 0
        for sample in batch.samples {
            for logprob in sample.completion.logprobs {
                let difference = abs(Double(logprob) - Double(scores[index]))
                totals.differenceSum += difference
                totals.differenceMaximum = max(totals.differenceMaximum, difference.isNaN ? .infinity : difference)
                index += 1
            }
        }
        totals.compared += index
        guard totals.differenceMaximum <= settings.logprobLimit else {
            for parameter in policy.parameters { parameter.clearGradient() }
            throw TrainingError.policyMismatch(
                step: step,
                reason: "a sampled token's log-probability differs by \(totals.differenceMaximum) on the training path; the limit proof.max_logprob_difference is \(settings.logprobLimit)")
        }
    }
}
