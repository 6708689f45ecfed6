import Experience
import LanguageModels
import Objectives
import Sampling
import Testing
import Torch
import Training

/// The sampler must hold the weights being trained. Each fault is caught in one step, by the fingerprint of the weights
/// and, where that is withheld, by the log-probabilities of the sampled tokens alone.
@EngineActor
struct ProofOfPolicyTests {
    private func expectCaught(
        by policy: Decoder, samplingFrom other: Decoder, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let sampler = try TinyPolicy.sampler(other)
        let scored = TinyPolicy.scored(try TinyPolicy.groups(from: sampler, seed: 1))
        for fingerprint in [sampler.sampledFingerprint, nil] {
            let learner = try TinyPolicy.learner(policy)
            let before = try policy.fingerprint()
            let error = #expect(throws: TrainingError.self, sourceLocation: sourceLocation) {
                try learner.update(scored, using: PlainMethod(), sampled: fingerprint, step: 9)
            }
            guard case .policyMismatch(9, let reason)? = error else {
                Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
                continue
            }
            #expect(
                reason.contains(fingerprint == nil ? "proof.max_logprob_difference" : "the sampler's weights"),
                sourceLocation: sourceLocation)
            #expect(try policy.fingerprint() == before, sourceLocation: sourceLocation)
        }
    }

    @Test func `weights of a step ago`() throws {
        let policy = try TinyPolicy.make()
        let stale = try policy.frozenCopy()
        let sampler = try TinyPolicy.sampler(policy)
        let scored = TinyPolicy.scored(try TinyPolicy.groups(from: sampler, seed: 1))
        _ = try TinyPolicy.learner(policy, rate: 1e-2).update(
            scored, using: PlainMethod(), sampled: sampler.sampledFingerprint, step: 0)
        try expectCaught(by: policy, samplingFrom: stale)
    }

    @Test func `a layer dropped`() throws {
        let policy = try TinyPolicy.make()
        let broken = try policy.frozenCopy()
        // A layer whose matrices are 0 adds nothing to the residual stream.
        for parameter in broken.parameters.suffix(6) where parameter.rank == 2 { try parameter.fill(0) }
        try expectCaught(by: policy, samplingFrom: broken)
    }

    @Test func `other weights`() throws {
        try expectCaught(by: TinyPolicy.make(), samplingFrom: TinyPolicy.make(seed: 8))
    }

    @Test func `weights rounded to bfloat16`() throws {
        let policy = try TinyPolicy.make()
        let rounded = try policy.frozenCopy()
        for parameter in rounded.parameters { try parameter.assign(parameter.to(.bfloat16).to(.float32)) }
        try expectCaught(by: policy, samplingFrom: rounded)
    }

    @Test func `another temperature`() throws {
        let policy = try TinyPolicy.make()
        let sampler = try TinyPolicy.sampler(policy)
        var groups = try TinyPolicy.groups(from: sampler, seed: 1)
        let hot = try sampler.sample(groups.map(\.prompt.tokens), completions: 4, options: .init(temperature: 1, maxTokens: 8), seed: 1)
        for row in groups.indices { groups[row].completions = hot[row] }
        #expect(throws: TrainingError.self) {
            try TinyPolicy.learner(policy).update(
                TinyPolicy.scored(groups), using: PlainMethod(), sampled: sampler.sampledFingerprint, step: 0)
        }
    }

    @Test func `a completion given to another prompt`() throws {
        let policy = try TinyPolicy.make()
        let sampler = try TinyPolicy.sampler(policy)
        var groups = try TinyPolicy.groups(from: sampler, seed: 1)
        (groups[0].completions, groups[1].completions) = (groups[1].completions, groups[0].completions)
        #expect(throws: TrainingError.self) {
            try TinyPolicy.learner(policy).update(
                TinyPolicy.scored(groups), using: PlainMethod(), sampled: sampler.sampledFingerprint, step: 0)
        }
    }

    @Test func `several updates are proved as well`() throws {
        var method = PlainMethod()
        method.updatesPerRollout = 3
        let scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(TinyPolicy.make(seed: 8)), seed: 1))
        let policy = try TinyPolicy.make()
        #expect(throws: TrainingError.self) {
            try TinyPolicy.learner(policy).update(scored, using: method, sampled: nil, step: 0)
        }
    }

    @Test func `fifty healthy steps raise nothing`() throws {
        let policy = try TinyPolicy.make()
        let sampler = try TinyPolicy.sampler(policy)
        let learner = try TinyPolicy.learner(policy, limit: 1)
        let start = try policy.fingerprint()
        var worst = 0.0
        for step in 0..<50 {
            let scored = TinyPolicy.scored(try TinyPolicy.groups(from: sampler, seed: UInt64(step)))
            let metrics = try learner.update(scored, using: PlainMethod(), sampled: sampler.sampledFingerprint, step: step)
            worst = max(worst, metrics["sampling/sampling_logp_difference/max"] ?? .infinity)
            #expect((metrics["proof/tokens"] ?? 0) > 12)
        }
        #expect(worst < 1e-4)
        #expect(try policy.fingerprint() != start)
    }
}
