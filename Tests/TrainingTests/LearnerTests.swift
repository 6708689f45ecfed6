import Experience
import LanguageModels
import Objectives
import Sampling
import Testing
import Torch

@testable import Training

@EngineActor
struct LearnerTests {
    /// Log-probabilities and entropies of one completion, from composed operators, its prompt computed for it alone.
    private func composed(
        _ model: Decoder, prompt: [Int32], completion: [Int32]
    ) throws -> (logprobs: Tensor, entropy: Tensor) {
        var batch = PackedTokens()
        batch.append(prompt + completion.dropLast())
        let rows = try model.hidden(batch).narrowed(0, from: prompt.count - 1, length: completion.count)
        let all = try (rows.matmul(model.head.transposed()) / TinyPolicy.temperature).logSoftmax(1)
        let hot: [Float] = completion.flatMap { id in (0..<64).map { $0 == Int(id) ? 1 : 0 } }
        return (try (all * Tensor(hot, shape: [completion.count, 64]).to(model.device)).sum(1), try -(all.exp() * all).sum(1))
    }

    private func gradients(_ model: Decoder) throws -> [Float] {
        try model.parameters.flatMap { parameter in
            try parameter.gradient?.floats() ?? [Float](repeating: 0, count: parameter.count)
        }
    }

    @Test(arguments: [Aggregation.tokenMean, .sequenceMean, .constant(length: 8)])
    func `an update's gradient is that of the loss built by hand`(_ aggregation: Aggregation) throws {
        let policy = try TinyPolicy.make()
        let reference = try policy.frozenCopy()
        for parameter in reference.parameters { try parameter.add(Tensor.normal(parameter.shape, deviation: 0.02, seed: 3)) }
        let scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        let twin = try policy.frozenCopy()
        try twin.setTrainable(true)
        let lengths = scored.flatMap { $0.group.completions.map(\.tokens.count) }
        #expect(Set(lengths).count > 2)
        var total = try Tensor.zeros([1], on: policy.device)
        for group in scored {
            for (completion, advantage) in zip(group.group.completions, group.advantages) {
                let weight: Double
                switch aggregation {
                case .tokenMean: weight = 1 / Double(lengths.reduce(0, +))
                case .sequenceMean: weight = 1 / Double(lengths.count * completion.tokens.count)
                case .constant: weight = 1 / Double(lengths.count * 8)
                }
                let prompt = group.group.prompt.tokens
                let own = try composed(twin, prompt: prompt, completion: completion.tokens)
                let other = try withoutGradients { try composed(reference, prompt: prompt, completion: completion.tokens).logprobs }
                // −A·logprob has the gradient of −A·ρ at ρ = 1; k3 is e^d − d − 1.
                let d = try other - own.logprobs
                let kl = try d.exp() - d - 1
                let token = try -(own.logprobs * advantage) + kl * 0.05 - own.entropy * 0.02
                total = try total + token.sum() * weight
            }
        }
        try total.sum().backward()
        let expected = try gradients(twin)

        var method = PlainMethod()
        method.aggregation = aggregation
        method.needsReference = true
        method.objective.beta = 0.05
        method.objective.entropyCoefficient = 0.02
        let learner = try TinyPolicy.learner(policy, reference: reference)
        let metrics = try learner.update(scored, using: method, sampled: policy.fingerprint(), step: 0)
        let actual = try learner.optimizer.firstGradients()
        let scale = expected.map(abs).max() ?? 0
        #expect(scale > 1e-2)
        #expect(largestDifference(actual, expected) < 2e-5 * max(1, scale))
        let norm = expected.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs((metrics["grad_norm"] ?? 0) - norm) < 1e-4 * norm)
        #expect(abs((metrics["ratio"] ?? 0) - 1) < 1e-6)
        #expect((metrics["kl"] ?? 0) > 1e-4 && (metrics["entropy"] ?? 0) > 0.1)
        #expect(metrics["proof/tokens"] == Double(lengths.reduce(0, +)))
        #expect(metrics["learning_rate"] == 1e-3)
    }

    @Test func `passes of any size give the same gradient`() throws {
        func run(_ limit: Int) throws -> (gradients: [Float], metrics: [String: Double]) {
            let policy = try TinyPolicy.make()
            let scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
            let learner = try TinyPolicy.learner(policy, microBatchTokens: limit)
            let metrics = try learner.update(scored, using: PlainMethod(), sampled: nil, step: 0)
            return (try learner.optimizer.firstGradients(), metrics)
        }
        let whole = try run(1 << 20)
        let cut = try run(1)
        #expect(largestDifference(cut.gradients, whole.gradients) < 1e-5)
        #expect((whole.gradients.map(abs).max() ?? 0) > 1e-2)
        for (name, value) in whole.metrics { #expect(abs(value - (cut.metrics[name] ?? .nan)) < 1e-4, "\(name)") }
    }

    @Test func `clipping holds the gradient to its limit and tells the norm before`() throws {
        let policy = try TinyPolicy.make()
        let scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        let learner = try TinyPolicy.learner(policy, limit: 1e-3)
        let metrics = try learner.update(scored, using: PlainMethod(), sampled: nil, step: 0)
        let norm = try learner.optimizer.firstGradients().reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(norm - 1e-3) < 1e-6)
        #expect((metrics["grad_norm"] ?? 0) > 1e-2)
    }

    /// At a learning rate of 0 the policy stands still, so every ratio is 1, if each token meets its own `old`; with a
    /// rate, the second update sees a policy that has moved.
    @Test(arguments: [0.0, 1e-2])
    func `several updates of one rollout compare with the policy that sampled`(_ rate: Double) throws {
        let policy = try TinyPolicy.make()
        var scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        // A whole group without reward leaves a gap in the middle.
        scored[1].rewards = scored[1].rewards.map { Reward(value: nil, judgement: $0.judgement) }
        scored[0].rewards[2].value = nil
        var method = PlainMethod()
        method.updatesPerRollout = 3
        let learner = try TinyPolicy.learner(policy, rate: rate, microBatchTokens: 1)
        let metrics = try learner.update(scored, using: method, sampled: policy.fingerprint(), step: 0)
        #expect(learner.optimizer.step == 2)
        let ratio = try #require(metrics["ratio"])
        #expect(rate == 0 ? abs(ratio - 1) < 1e-5 : abs(ratio - 1) > 1e-3)
    }

    /// A rollout whose verifier failed is as if it had not been drawn; a reward of 0 is something else.
    @Test func `a rollout without reward is dropped, never scored 0`() throws {
        func gradients(_ change: (inout [ScoredGroup]) -> Void) throws -> [Float] {
            let policy = try TinyPolicy.make()
            var scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
            change(&scored)
            let learner = try TinyPolicy.learner(policy)
            var method = PlainMethod()
            method.objective.entropyCoefficient = 0.1
            _ = try learner.update(scored, using: method, sampled: nil, step: 0)
            return try learner.optimizer.firstGradients()
        }
        let dropped = try gradients { $0[1].rewards[2].value = nil }
        let absent = try gradients {
            $0[1].rewards.remove(at: 2)
            $0[1].advantages.remove(at: 2)
            $0[1].group.completions.remove(at: 2)
        }
        let zero = try gradients { $0[1].advantages[2] = 0 }
        #expect(largestDifference(dropped, absent) == 0)
        #expect(largestDifference(dropped, zero) > 1e-4)
    }

    @Test func `nothing to train on is an error that says so`() throws {
        let policy = try TinyPolicy.make()
        var scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        for row in scored.indices { scored[row].rewards = scored[row].rewards.map { Reward(value: nil, judgement: $0.judgement) } }
        let learner = try TinyPolicy.learner(policy)
        let before = try policy.fingerprint()
        let error = #expect(throws: TrainingError.self) {
            try learner.update(scored, using: PlainMethod(), sampled: nil, step: 4)
        }
        #expect("\(error.map(String.init(describing:)) ?? "")".hasPrefix("step 4 has no rollout to train on"))
        #expect(try policy.fingerprint() == before)
    }

    @Test func `a verifier that failed for every rollout stops the run by its own name`() throws {
        let policy = try TinyPolicy.make()
        var scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        let failed = Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: "no interpreter"))
        for row in scored.indices { scored[row].rewards = scored[row].rewards.map { _ in failed } }
        let count = scored.reduce(0) { $0 + $1.rewards.count }
        #expect(throws: TrainingError.verifierFailed(step: 4, rollouts: count, reason: "no interpreter")) {
            try TinyPolicy.learner(policy).update(scored, using: PlainMethod(), sampled: nil, step: 4)
        }
    }

    @Test func `completions a method leaves out do not count`() throws {
        let policy = try TinyPolicy.make()
        let scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        let kept = scored.flatMap(\.group.completions).filter { $0.stopReason != .length }
        #expect(!kept.isEmpty && kept.count < 12)
        var method = PlainMethod()
        method.trainsOnTruncated = false
        let metrics = try TinyPolicy.learner(policy).update(scored, using: method, sampled: nil, step: 0)
        #expect(metrics["proof/tokens"] == Double(kept.reduce(0) { $0 + $1.tokens.count }))
    }

    @Test(arguments: [1, 1 << 20])
    func `a loss that is not a number stops the run with the weights as they were`(_ limit: Int) throws {
        let policy = try TinyPolicy.make()
        var scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        // The last pass fails, after others have left gradients.
        scored[2].advantages[3] = .nan
        let learner = try TinyPolicy.learner(policy, microBatchTokens: limit)
        let before = try policy.fingerprint()
        let error = #expect(throws: TrainingError.self) {
            try learner.update(scored, using: PlainMethod(), sampled: nil, step: 3)
        }
        guard case .notFinite("the loss", let value, 3, _)? = error else { Issue.record("\(String(describing: error))"); return }
        #expect(value.isNaN)
        #expect(try policy.fingerprint() == before)
        #expect(learner.optimizer.step == 0)
        #expect(policy.parameters.allSatisfy { $0.gradient == nil })
        // And the next step is a healthy one.
        scored[2].advantages[3] = 1
        let fresh = try TinyPolicy.make()
        let other = try TinyPolicy.learner(fresh, microBatchTokens: limit)
        _ = try learner.update(scored, using: PlainMethod(), sampled: nil, step: 3)
        _ = try other.update(scored, using: PlainMethod(), sampled: nil, step: 3)
        #expect(try policy.fingerprint() == fresh.fingerprint())
    }

    @Test func `a gradient that is not finite stops the run with the weights as they were`() throws {
        let policy = try TinyPolicy.make()
        var scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(policy), seed: 1))
        for row in scored.indices { scored[row].advantages = scored[row].advantages.map { _ in 0 } }
        // A finite loss, and a gradient whose square is none.
        scored[1].advantages[2] = 3e38
        var method = PlainMethod()
        method.aggregation = .constant(length: 1)
        let learner = try TinyPolicy.learner(policy)
        let before = try policy.fingerprint()
        let error = #expect(throws: TrainingError.self) { try learner.update(scored, using: method, sampled: nil, step: 0) }
        guard case .notFinite("the gradient's norm", _, 0, _)? = error else { Issue.record("\(String(describing: error))"); return }
        #expect(try policy.fingerprint() == before)
        #expect(policy.parameters.allSatisfy { $0.gradient == nil })
    }

    @Test func `an update leaves no tensor behind`() throws {
        let policy = try TinyPolicy.make()
        let sampler = try TinyPolicy.sampler(policy)
        let learner = try TinyPolicy.learner(policy)
        func step(_ index: Int) throws {
            let scored = TinyPolicy.scored(try TinyPolicy.groups(from: sampler, seed: UInt64(index)))
            _ = try learner.update(scored, using: PlainMethod(), sampled: sampler.sampledFingerprint, step: index)
        }
        try step(0)
        let before = Tensor.liveCount
        try step(1)
        try step(2)
        #expect(Tensor.liveCount == before)
    }
}
