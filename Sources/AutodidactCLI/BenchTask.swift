import ArgumentParser
import Experience
import Foundation
import LanguageModels
import Methods
import Objectives
import Recipes
import Sampling
import Tokenizers
import Torch
import Training

/// The work of each benchmark, on token ids alone; see Benchmarks/README.md.
enum BenchTask: String, ExpressibleByArgument, CaseIterable {
    case grpoStep = "grpo-step"
    case generate64 = "generate-64"
    case generate8 = "generate-8"
    case generate1 = "generate-1"
    case trainStep = "train-step"

    /// - Returns: a closure that does the work once and tells the tokens sampled or trained on.
    @EngineActor
    func work(model folder: URL, device: Device) throws -> () async throws -> Int {
        let model = try Decoder(directory: folder, device: device)
        let vocabulary = model.configuration.vocabularySize
        func row(_ r: Int, length: Int) -> [Int32] {
            (0..<length).map { Int32(3 + (7919 * r + 104_729 * $0) % (vocabulary - 3)) }
        }
        switch self {
        case .trainStep:
            let rows = (0..<16).map { row($0, length: 128) }
            try model.setTrainable(true)
            let optimizer = try AdamW(model.parameters)
            return {
                var batch = PackedTokens()
                var targets: [Int64] = []
                var places: [Int64] = []
                for ids in rows {
                    let start = batch.tokens.count
                    batch.append(ids)
                    places.append(contentsOf: (0..<ids.count - 1).map { Int64(start + $0) })
                    targets.append(contentsOf: ids.dropFirst().map(Int64.init))
                }
                let hidden = try model.hidden(batch, at: Tensor(places))
                let loss = try -model.logprobs(hidden, targets: Tensor(targets)).logprobs.mean()
                try loss.backward()
                try optimizer.update(learningRate: 1e-6)
                try Engine.synchronise(device)
                return 16 * 128
            }
        case .generate64, .generate8, .generate1:
            let sampler = PolicySampler(model: model, tokenizer: try Self.tokenizer(vocabulary), endOfSequence: [])
            let prompts = self == .generate64 ? (0..<8).map { row($0, length: 64) } : [row(0, length: 64)]
            let completions = self == .generate1 ? 1 : 8
            let options = SamplingOptions(temperature: 0.6, maxTokens: 64)
            return {
                let groups = try sampler.sample(prompts, completions: completions, options: options, seed: 1)
                return groups.reduce(0) { $0 + $1.reduce(0) { $0 + $1.tokens.count } }
            }
        case .grpoStep:
            let learner = try Learner(
                policy: model, reference: model.frozenCopy(),
                settings: .init(
                    schedule: LearningRateSchedule(shape: .constant, peak: 1e-6, warmup: 0, total: 1 << 20),
                    optimizer: .init(), gradientLimit: 1, microBatchTokens: device == .cpu ? 600 : 8192, temperature: 0.6, logprobLimit: 1e-2))
            let sampler = PolicySampler(model: model, tokenizer: try Self.tokenizer(vocabulary), endOfSequence: [])
            let prompts = (0..<8).map { row($0, length: 64) }
            let counter = StepCounter()
            return {
                let step = counter.next()
                let options = SamplingOptions(temperature: 0.6, maxTokens: 64)
                let sampled = try sampler.sample(prompts, completions: 8, options: options, seed: UInt64(step))
                var settings = OneShotSettings()
                settings.entropyCoef = 0
                let method = try await RLVR(
                    settings: settings, context: MethodContext(examples: [Self.prompt(prompts[0])], sampling: options, seed: 1))
                let groups = sampled.enumerated().map { RolloutGroup(id: "\($0)", prompt: Self.prompt(prompts[$0]), completions: $1) }
                let rewards = groups.map { group in
                    group.completions.map {
                        let even = $0.tokens.reduce(0) { $0 + Int($1) } % 2 == 0
                        return Reward(value: even ? 1 : 0, judgement: Judgement(verdict: even ? .correct : .incorrect, evidence: "parity"))
                    }
                }
                let advantages = try method.advantages(of: groups, rewards: rewards)
                let scored = zip(groups, zip(rewards, advantages)).map { ScoredGroup(group: $0, rewards: $1.0, advantages: $1.1) }
                _ = try learner.update(scored, using: method, sampled: sampler.sampledFingerprint, step: step)
                try Engine.synchronise(device)
                return sampled.reduce(0) { $0 + $1.reduce(0) { $0 + $1.tokens.count } }
            }
        }
    }

    private final class StepCounter {
        private var value = -1
        func next() -> Int {
            value += 1
            return value
        }
    }

    private static func prompt(_ tokens: [Int32]) -> Prompt {
        Prompt(problem: Problem(id: "bench", question: "", label: "0", family: "bench", provenance: "bench"), text: "", tokens: tokens)
    }

    /// A tokenizer of bytes and filler, since sampling decodes text and these models have no vocabulary of their own.
    private static func tokenizer(_ vocabulary: Int) throws -> Tokenizer {
        let tokens = (0..<vocabulary).map { "\"t\($0)\":\($0)" }.joined(separator: ",")
        let json = """
            {"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":null,"post_processor":null,
            "decoder":{"type":"Fuse"},"model":{"type":"BPE","vocab":{\(tokens)},"merges":[]}}
            """
        return try Tokenizer(json: Data(json.utf8), config: nil)
    }
}
