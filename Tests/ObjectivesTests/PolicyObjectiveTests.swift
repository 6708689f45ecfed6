import Objectives
import Testing
import Torch

@EngineActor
struct PolicyObjectiveTests {
    /// The objective that one entry of the fixture is made of.
    private func objective(_ name: String, _ settings: [String: Double]) -> PolicyObjective {
        var objective = PolicyObjective()
        objective.beta = settings["beta"] ?? 0
        objective.entropyCoefficient = settings["entropy_coefficient"] ?? 0
        objective.epsilon = settings["low"] ?? 0.2
        objective.epsilonHigh = settings["high"] ?? 0.2
        switch name {
        case "gspo": objective.surrogate = .sequence
        // The fixture gives CISPO's bound as a distance from 1.
        case "cispo": objective.surrogate = .truncated; objective.epsilonHigh += 1
        // On the policy's own samples the weight is 1, and −A·logprob is left.
        case "reinforce": objective.surrogate = .truncated; objective.epsilonHigh = 1
        case "k1", "k2", "k3":
            objective.usesPolicyLoss = false
            objective.beta = 1
            objective.klEstimator = KLEstimator(rawValue: name) ?? .k3
        case "entropy":
            objective.usesPolicyLoss = false
            objective.entropyCoefficient = -1
        default: break
        }
        return objective
    }

    private nonisolated static let names = [
        "grpo", "dapo", "gspo", "cispo", "reinforce", "k1", "k2", "k3", "entropy", "grpo_k3_entropy",
    ]

    @Test func `every entry of the fixture has a test`() throws {
        #expect(try Set(ObjectiveFixtures.load().losses.keys) == Set(Self.names))
    }

    @Test(arguments: names)
    func `values and gradients are PyTorch's, in each aggregation`(_ name: String) throws {
        let fixtures = try ObjectiveFixtures.load()
        let loss = try #require(fixtures.losses[name])
        let cases: [(Aggregation, ObjectiveFixtures.Aggregated)] = [
            (.tokenMean, loss.token_mean), (.sequenceMean, loss.sequence_mean),
            (.constant(length: fixtures.constant_length), loss.constant),
        ]
        for (aggregation, expected) in cases {
            let given = try FixtureBatch(fixtures, aggregation: aggregation, onPolicy: name == "reinforce")
            let value = try objective(name, loss.settings)(given.batch)
            #expect(abs(try value.loss.item() - expected.value) < 2e-6, "\(aggregation)")
            #expect(abs((value.sums["loss"] ?? .nan) - expected.value) < 2e-6)
            try value.loss.backward()
            let gradient = try #require(given.logits.gradient).floats()
            let wanted = fixtures.places.flatMap { expected.gradient[$0.row][$0.column].map { Float($0) } }
            #expect(largestDifference(gradient, wanted) < 1e-6, "\(aggregation)")
        }
    }

    @Test(arguments: names)
    func `a batch cut in passes gives the same loss and gradient`(_ name: String) throws {
        let fixtures = try ObjectiveFixtures.load()
        let settings = try #require(fixtures.losses[name]).settings
        for aggregation in [Aggregation.tokenMean, .sequenceMean, .constant(length: 8)] {
            let whole = try FixtureBatch(fixtures, aggregation: aggregation)
            let value = try objective(name, settings)(whole.batch)
            try value.loss.backward()
            var loss = 0.0
            var gradient: [Float] = []
            var tokenSums: [String: Double] = [:]
            for rows in [0..<1, 1..<3, 3..<4] {
                let part = try FixtureBatch(fixtures, rows: rows, aggregation: aggregation)
                let piece = try objective(name, settings)(part.batch)
                try piece.loss.backward()
                loss += try piece.loss.item()
                gradient += try #require(part.logits.gradient).floats()
                tokenSums.merge(piece.tokenSums) { $0 + $1 }
            }
            #expect(try abs(loss - value.loss.item()) < 1e-6)
            #expect(largestDifference(gradient, try #require(whole.logits.gradient).floats()) < 1e-7)
            #expect(gradient.contains { abs($0) > 1e-4 })
            #expect(tokenSums.keys == value.tokenSums.keys)
            for (key, sum) in value.tokenSums { #expect(abs(sum - (tokenSums[key] ?? .nan)) < 1e-5) }
        }
    }

    @Test func `sums over tokens are those of the fixture's tokens`() throws {
        let fixtures = try ObjectiveFixtures.load()
        var objective = PolicyObjective()
        objective.beta = 0.04
        let value = try objective(FixtureBatch(fixtures, aggregation: .tokenMean).batch)
        let kl = fixtures.unpadded(try #require(fixtures.losses["k3"]).token).reduce(0, +)
        let entropy = fixtures.unpadded(try #require(fixtures.losses["entropy"]).token).reduce(0, +)
        #expect(abs((value.tokenSums["kl"] ?? .nan) - Double(kl)) < 1e-5)
        #expect(abs((value.tokenSums["entropy"] ?? .nan) - Double(entropy)) < 1e-5)
        let grpo = try #require(fixtures.losses["grpo"])
        #expect(abs((value.sums["policy_loss"] ?? .nan) - grpo.token_mean.value) < 2e-6)
    }

    /// Ratios 0.5, 0.9, 1.3, 4 with A = +1 and with A = −1: above 1.2 lie two with A > 0, below 0.8 one with A < 0.
    @Test func `a low clip counts where the advantage is negative, a high one where it is positive`() throws {
        let ratios: [Float] = [0.5, 0.9, 1.3, 4, 0.5, 0.9, 1.3, 4]
        let advantages: [Float] = [1, 1, 1, 1, -1, -1, -1, -1]
        let value = try PolicyObjective()(batch(ratios, advantages))
        #expect(value.tokenSums["clip_ratio/high_mean"] == 2)
        #expect(value.tokenSums["clip_ratio/low_mean"] == 1)
        #expect(value.tokenSums["clip_ratio/region_mean"] == 3)
        #expect(abs((value.tokenSums["ratio"] ?? 0) - 13.4) < 1e-5)
        var cispo = PolicyObjective()
        cispo.surrogate = .truncated
        cispo.epsilonHigh = 3
        let truncated = try cispo(batch(ratios, advantages))
        #expect(truncated.tokenSums["clip_ratio/high_mean"] == 1)
        #expect(truncated.tokenSums["clip_ratio/low_mean"] == 0)
    }

    @Test func `a batch without reference has no KL, and its loss is the policy's`() throws {
        var objective = PolicyObjective()
        objective.entropyCoefficient = 0
        let value = try objective(batch([1.1, 1.1], [1, -1]))
        #expect(value.tokenSums["kl"] == nil)
        // −1.1/2 + 1.1/2 with equal weights, −1.1 with one alone
        #expect(abs(try value.loss.item()) < 1e-6)
        #expect(abs(try objective(batch([1.1], [1])).loss.item() + 1.1) < 1e-6)
    }

    @Test func `without the policy loss its gradient is gone and the entropy's is left`() throws {
        let fixtures = try ObjectiveFixtures.load()
        let given = try FixtureBatch(fixtures, aggregation: .tokenMean)
        var objective = PolicyObjective()
        objective.usesPolicyLoss = false
        objective.beta = 0
        objective.entropyCoefficient = 1
        let value = try objective(given.batch)
        #expect(value.sums["policy_loss"] == 0)
        try value.loss.backward()
        let entropy = try #require(fixtures.losses["entropy"]).token_mean
        let wanted = fixtures.places.flatMap { entropy.gradient[$0.row][$0.column].map { -Float($0) } }
        #expect(largestDifference(try #require(given.logits.gradient).floats(), wanted) < 1e-6)
    }

    private func batch(_ ratios: [Float], _ advantages: [Float]) throws -> PolicyBatch {
        let zeros = try Tensor.zeros([ratios.count])
        return PolicyBatch(
            logprobs: try Tensor(ratios).log(), old: zeros, reference: nil, entropy: zeros,
            advantages: try Tensor(advantages), weights: try Tensor.full([ratios.count], 1 / Double(ratios.count)),
            sequences: try Tensor(ratios.indices.map(Int64.init)), lengths: try Tensor.full([ratios.count], 1))
    }
}
