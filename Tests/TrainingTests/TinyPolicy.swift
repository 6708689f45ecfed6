import Experience
import Foundation
import LanguageModels
import Objectives
import Recipes
import Sampling
import TestSupport
import Tokenizers
import Torch
import Training

/// Two layers, 64 words, weights of deviation 0.3, so that its probabilities are far from even.
@EngineActor
enum TinyPolicy {
    nonisolated static let folder = Checkout.models.appending(path: "qwen2")
    nonisolated static let temperature = 0.6
    nonisolated static let options = SamplingOptions(temperature: temperature, maxTokens: 8)

    static func make(seed: UInt64 = 7) throws -> Decoder {
        let model = try Decoder(directory: folder, device: DeviceUnderTest.device)
        try model.initialise(seed: seed, deviation: 0.3)
        return model
    }

    static func sampler(_ model: Decoder) throws -> PolicySampler {
        let tokenizer = try Tokenizer(json: BytePairTrainer.train(texts: ["a b"], vocabularySize: 256))
        return PolicySampler(model: model, tokenizer: tokenizer, endOfSequence: [0, 1, 2, 3])
    }

    static func learner(
        _ policy: Decoder, reference: Decoder? = nil, rate: Double = 1e-3, limit: Double? = nil, microBatchTokens: Int = 1 << 20,
        logprobLimit: Double = ProofSettings().maxLogprobDifference
    ) throws -> Learner {
        try Learner(
            policy: policy, reference: reference,
            settings: .init(
                schedule: LearningRateSchedule(shape: .constant, peak: rate, warmup: 0, total: 1 << 20),
                optimizer: .init(weightDecay: 0), gradientLimit: limit, microBatchTokens: microBatchTokens,
                temperature: temperature, logprobLimit: logprobLimit))
    }

    /// Groups of four completions of three prompts.
    static func groups(from sampler: PolicySampler, seed: UInt64) throws -> [RolloutGroup] {
        let prompts: [[Int32]] = [[10, 20, 30], [11, 12], [40, 41, 42, 43, 44]]
        return try sampler.sample(prompts, completions: 4, options: options, seed: seed).enumerated().map {
            RolloutGroup(
                id: "\($0)",
                prompt: Prompt(
                    problem: Problem(id: "\($0)", question: "", label: "1", family: "test", provenance: "test"), text: "",
                    tokens: prompts[$0]), completions: $1)
        }
    }

    /// Rewards 1 and 0 by turns, advantages unlike each other, so that a shifted one is noticed.
    static func scored(_ groups: [RolloutGroup]) -> [ScoredGroup] {
        groups.enumerated().map { row, group in
            let judgement = Judgement(verdict: .correct, evidence: "test")
            return ScoredGroup(
                group: group, rewards: group.completions.indices.map { Reward(value: Double($0 % 2), judgement: judgement) },
                advantages: group.completions.indices.map { Double(($0 * 5 + row * 3) % 7) / 3 - 1 })
        }
    }
}

/// The loop's method of these tests: any objective, rewards from elsewhere.
struct PlainMethod: Method {
    struct Settings: MethodSettings {
        static let methodName = "plain"
        static let fields: [RecipeField<Settings>] = []
    }
    static let name = "plain"
    var objective = PolicyObjective()
    var aggregation = Aggregation.tokenMean
    var updatesPerRollout = 1
    var needsReference = false
    var trainsOnTruncated = true

    init() {
        objective.beta = 0
        objective.entropyCoefficient = 0
    }

    init(settings: Settings, context: MethodContext) async throws { self.init() }

    func prompts(at step: Int) async throws -> [Prompt] { [] }
    func rollouts(for prompts: [Prompt], from sampler: any Sampler, at step: Int) async throws -> [RolloutGroup] { [] }
    func rewards(for group: RolloutGroup, at step: Int) async throws -> [Reward] { [] }
    func advantages(of groups: [RolloutGroup], rewards: [[Reward]]) throws -> [[Double]] { [] }
    func trains(on completion: Completion) -> Bool { trainsOnTruncated || completion.stopReason != .length }
    func loss(on batch: PolicyBatch) throws -> ObjectiveValue { try objective(batch) }
}

extension AdamW {
    /// The gradients of the first update: a first moment is (1 − 0.9)·g after one step.
    func firstGradients() throws -> [Float] {
        try firstMoments.flatMap { try $0.floats().map { $0 * 10 } }
    }
}

func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count, a.allSatisfy(\.isFinite) else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
