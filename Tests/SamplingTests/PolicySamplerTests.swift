import Experience
import Foundation
import LanguageModels
import Sampling
import Testing
import TestSupport
import Torch

@EngineActor
struct PolicySamplerTests {
    private let prompts: [[Int32]] = [[3, 5, 7], [11, 2], [3, 5, 7, 9, 10]]

    private struct Greedy: Decodable {
        struct Pair: Decodable {
            let prompt: [Int32]
            let continuation: [Int32]
        }
        let greedy: Pair
    }

    @Test(arguments: ["qwen2", "qwen3", "llama", "mistral", "gemma", "gemma2", "gemma3", "gpt2"])
    func `greedy tokens are those of transformers`(_ name: String) throws {
        let file = Checkout.models.appendingPathComponent("\(name)/fixtures.json")
        let expected = try JSONDecoder().decode(Greedy.self, from: Data(contentsOf: file)).greedy
        let sampler = try TinyModel.sampler(TinyModel.make(name, deviation: nil))
        let options = SamplingOptions.greedy(maxTokens: expected.continuation.count)
        let drawn = try sampler.sample([expected.prompt, [1, 2]], completions: 2, options: options, seed: 1)
        #expect(drawn[0].map(\.tokens) == [expected.continuation, expected.continuation])
    }

    @Test func `the same seed draws the same, another does not`() throws {
        let sampler = try TinyModel.sampler()
        let options = SamplingOptions(temperature: 0.8, maxTokens: 12)
        let first = try sampler.sample(prompts, completions: 3, options: options, seed: 5)
        #expect(try sampler.sample(prompts, completions: 3, options: options, seed: 5) == first)
        #expect(try sampler.sample(prompts, completions: 3, options: options, seed: 6) != first)
        #expect(Set(first.joined().map(\.tokens)).count > 6)
    }

    @Test func `a prompt computed once for its completions is as good as once for each`() throws {
        let sampler = try TinyModel.sampler()
        let options = SamplingOptions(maxTokens: 10)
        let together = try sampler.sample([prompts[0]], completions: 4, options: options, seed: 5)[0]
        // Rollouts are numbered through, so the draws are the same; other prompts take other waves and rows.
        for index in 0..<4 {
            let alone = try sampler.sample(
                (0..<4).map { $0 == index ? prompts[0] : [Int32(20 + $0)] }, completions: 1, options: options, seed: 5)
            #expect(alone[index][0].tokens == together[index].tokens)
            for (a, b) in zip(alone[index][0].logprobs, together[index].logprobs) { #expect(abs(a - b) < 1e-5) }
        }
    }

    @Test(arguments: [1, 2, 5])
    func `few places give the same completions as many`(_ slots: Int) throws {
        let options = SamplingOptions(maxTokens: 14)
        let ends: Set<Int32> = [1, 2, 3, 4, 5, 6, 7, 8]
        let wide = try TinyModel.sampler(end: ends).sample(prompts, completions: 5, options: options, seed: 2)
        let narrow = try TinyModel.sampler(end: ends, slots: slots).sample(prompts, completions: 5, options: options, seed: 2)
        #expect(narrow.map { $0.map(\.tokens) } == wide.map { $0.map(\.tokens) })
        #expect(Set(wide.joined().map(\.tokens.count)).count > 2)
    }

    @Test func `a completion ends with its first end of sequence`() throws {
        let ends = Set((0..<64).filter { $0 % 4 == 0 }.map(Int32.init))
        let drawn = try TinyModel.sampler(end: ends).sample(
            prompts, completions: 8, options: SamplingOptions(temperature: 1.5, maxTokens: 30), seed: 3)
        var ended = 0
        for completion in drawn.joined() {
            #expect(completion.tokens.dropLast().allSatisfy { !ends.contains($0) })
            #expect(completion.tokens.count == completion.logprobs.count)
            if completion.stopReason == .endOfSequence {
                ended += 1
                #expect(ends.contains(try #require(completion.tokens.last)))
            } else {
                #expect(completion.stopReason == .length && completion.tokens.count == 30)
            }
        }
        #expect(ended > 12)
    }

    @Test(arguments: [1, 2, 9])
    func `the token limit is kept to the token`(_ limit: Int) throws {
        let drawn = try TinyModel.sampler().sample(prompts, completions: 3, options: SamplingOptions(maxTokens: limit), seed: 4)
        #expect(drawn.count == 3)
        for completion in drawn.joined() {
            #expect(completion.tokens.count == limit && completion.stopReason == .length)
        }
    }

    @Test func `a stop string ends a completion and is cut off its text`() throws {
        let sampler = try TinyModel.sampler()
        let free = try sampler.sample([prompts[0]], completions: 6, options: SamplingOptions(temperature: 1.5, maxTokens: 20), seed: 8)[0]
        // Each id is one printable byte, so the text has one character a token.
        let stop = String(free[0].text.dropFirst(7).prefix(3))
        #expect(stop.count == 3)
        let stopped = try sampler.sample(
            [prompts[0]], completions: 6, options: SamplingOptions(temperature: 1.5, maxTokens: 20, stop: ["\u{7}", stop]), seed: 8)[0]
        let place = try #require(free[0].text.range(of: stop))
        #expect(stopped[0].stopReason == .stopString)
        #expect(stopped[0].text == String(free[0].text[..<place.lowerBound]))
        #expect(stopped[0].tokens.count == stopped[0].text.count + 3)
        #expect(stopped[0].tokens == Array(free[0].tokens.prefix(stopped[0].tokens.count)))
        for (with, without) in zip(stopped, free) where !without.text.contains(stop) { #expect(with == without) }
    }

    /// e^(z/T) over its sum, for the first token of each completion.
    @Test(arguments: [1.0, 0.6])
    func `first tokens come as often as their probabilities say`(_ temperature: Double) throws {
        let model = try TinyModel.make()
        let weights = try TinyModel.logits(model, after: prompts[0]).map { exp($0 / temperature) }
        let probabilities = weights.map { $0 / weights.reduce(0, +) }
        let count = 3000
        let drawn = try TinyModel.sampler(model).sample(
            [prompts[0]], completions: count, options: SamplingOptions(temperature: temperature, maxTokens: 1), seed: 9)[0]
        var counts = [Double](repeating: 0, count: 64)
        for completion in drawn {
            let id = Int(completion.tokens[0])
            counts[id] += 1
            #expect(abs(Double(completion.logprobs[0]) - log(probabilities[id])) < 1e-4)
        }
        for (n, p) in zip(counts, probabilities) {
            let deviation = (p * (1 - p) * Double(count)).squareRoot()
            #expect(abs(n - p * Double(count)) < 5 * deviation + 1)
        }
    }

    @Test func `top-k of one is greedy at any temperature`() throws {
        let sampler = try TinyModel.sampler()
        let greedy = try sampler.sample(prompts, completions: 1, options: .greedy(maxTokens: 8), seed: 1)
        let narrow = try sampler.sample(prompts, completions: 1, options: SamplingOptions(temperature: 2, topK: 1, maxTokens: 8), seed: 1)
        #expect(greedy.map { $0[0].tokens } == narrow.map { $0[0].tokens })
    }

    @Test func `prompts that cannot be continued`() throws {
        let sampler = try TinyModel.sampler()
        let options = SamplingOptions(maxTokens: 100)
        #expect(throws: SamplingError.tooLong(prompt: 40, completion: 100, context: 128)) {
            try sampler.sample([[1], [Int32](repeating: 2, count: 40)], completions: 1, options: options, seed: 0)
        }
        #expect(
            SamplingError.tooLong(prompt: 40, completion: 100, context: 128).description.contains(
                "lower sampling.max_completion_length to 88"))
        #expect(throws: SamplingError.emptyPrompt) { try sampler.sample([[]], completions: 1, options: options, seed: 0) }
        for id: Int32 in [64, -1] {
            #expect(throws: ModelError.tokenOutOfVocabulary(id: Int(id), vocabulary: 64)) {
                try sampler.sample([[id]], completions: 1, options: options, seed: 0)
            }
        }
        #expect(try sampler.sample([[Int32](repeating: 2, count: 28)], completions: 1, options: options, seed: 0)[0][0].tokens.count == 100)
    }

    @Test func `sampling stops when its task is cancelled`() async throws {
        let sampler = try TinyModel.sampler()
        sampler.onProgress = { _ in withUnsafeCurrentTask { $0?.cancel() } }
        let task = Task { @EngineActor in
            try sampler.sample([[1, 2]], completions: 2, options: SamplingOptions(maxTokens: 50), seed: 0)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        sampler.onProgress = nil
        #expect(try sampler.sample([[1, 2]], completions: 2, options: SamplingOptions(maxTokens: 5), seed: 0)[0].count == 2)
    }

    @Test func `progress counts completions and tokens`() throws {
        final class Seen: @unchecked Sendable { var last = SamplingProgress?.none }  // The engine's thread alone writes it.
        let seen = Seen()
        let sampler = try TinyModel.sampler()
        sampler.onProgress = { seen.last = $0 }
        _ = try sampler.sample(prompts, completions: 2, options: SamplingOptions(maxTokens: 4), seed: 0)
        #expect(seen.last?.finished == 6 && seen.last?.total == 6 && seen.last?.tokens == 24)
    }

    @Test func `a broken weight is an error, and the model serves again when it is mended`() throws {
        let model = try TinyModel.make()
        let sampler = try TinyModel.sampler(model)
        let options = SamplingOptions(maxTokens: 6)
        let before = try sampler.sample(prompts, completions: 2, options: options, seed: 1)
        let copy = try model.parameters[0].clone()
        try model.parameters[0].fill(.nan)
        #expect(throws: SamplingError.notFinite) {
            try sampler.sample(prompts, completions: 2, options: options, seed: 1)
        }
        try model.parameters[0].assign(copy)
        #expect(try sampler.sample(prompts, completions: 2, options: options, seed: 1) == before)
    }

    @Test func `the fingerprint is of the weights sampled from, and every call sees the newest`() throws {
        let model = try TinyModel.make()
        let sampler = try TinyModel.sampler(model)
        #expect(sampler.sampledFingerprint == nil)
        let options = SamplingOptions.greedy(maxTokens: 12)
        let before = try sampler.sample(prompts, completions: 1, options: options, seed: 1)
        #expect(try sampler.sampledFingerprint == model.fingerprint())
        for parameter in model.parameters { try parameter.add(Tensor.normal(parameter.shape, deviation: 0.2, seed: 3)) }
        #expect(try sampler.sampledFingerprint != model.fingerprint())
        let after = try sampler.sample(prompts, completions: 1, options: options, seed: 1)
        #expect(try sampler.sampledFingerprint == model.fingerprint())
        #expect(after != before)
    }

    @Test func `groups keep their prompts, in order`() async throws {
        let rows = prompts.enumerated().map { index, tokens in
            Prompt(
                problem: Problem(id: "\(index)", question: "", label: "", family: "", provenance: ""), text: "\(index)",
                tokens: tokens)
        }
        let sampler = try TinyModel.sampler()
        let options = SamplingOptions(maxTokens: 5)
        let groups = try await sampler.groups(for: rows, completions: 2, options: options, seed: 4)
        #expect(groups.map(\.prompt) == rows)
        #expect(Set(groups.map(\.id)).count == 3)
        #expect(try groups.map(\.completions) == sampler.sample(prompts, completions: 2, options: options, seed: 4))
    }

    @Test func `sampling leaves no tensor behind`() throws {
        let sampler = try TinyModel.sampler()
        let options = SamplingOptions(maxTokens: 6)
        _ = try sampler.sample(prompts, completions: 2, options: options, seed: 1)
        let before = Tensor.liveCount
        _ = try sampler.sample(prompts, completions: 2, options: options, seed: 1)
        #expect(Tensor.liveCount == before)
    }
}
