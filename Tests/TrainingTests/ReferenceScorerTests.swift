import Experience
import Foundation
import LanguageModels
import TestSupport
import Testing
import Torch

@testable import Training

/// Against the training path, which computes prompts and completions together.
@EngineActor
struct ReferenceScorerTests {
    private func samples(_ prompts: [[Int32]]) -> [TrainingBatch.Sample] {
        prompts.enumerated().flatMap { index, prompt in
            [[21, 22, 23, 24], [25], [26, 27]].map { (tokens: [Int32]) in
                TrainingBatch.Sample(
                    completion: Completion(
                        tokens: tokens.map { $0 + Int32(index) }, logprobs: tokens.map { _ in 0 }, text: "", stopReason: .length),
                    prompt: prompt, advantage: 0)
            }
        }
    }

    private func check(_ scorer: ReferenceScorer, _ model: Decoder, _ prompts: [[Int32]]) throws {
        try withoutGradients {
            let samples = samples(prompts)
            let expected = try model.score(TrainingBatch(samples).packed, temperature: 0.6).logprobs.floats()
            let found = try scorer.logprobs(samples, temperature: 0.6).floats()
            #expect(found.count == expected.count)
            let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference < 5e-5, "\(prompts)")
            #expect(Set(expected).count > 1)
        }
    }

    private nonisolated static let prompts: [[[Int32]]] = [
        [[5, 6, 7]], [[8]], [[5, 6, 7], [9, 10, 11, 12]], [[8], [5, 6, 7]], [[5, 6]], [[5, 6, 7], [5, 6, 8]],
    ]

    @Test(arguments: ["qwen2", "gemma2", "gpt2"])
    func `prompts seen before and new ones, alone and together`(_ family: String) throws {
        let model = try Decoder(directory: Checkout.models.appending(path: family), device: DeviceUnderTest.device)
        let scorer = ReferenceScorer(model)
        for prompts in Self.prompts { try check(scorer, model, prompts) }
        // 2, 3 and 1 rows of what comes before the last token of a prompt, each once.
        let settings = model.configuration
        let held = (2 + 3 + 1) * 2 * settings.keyValueHeads * settings.headSize * settings.layers.count * 4
        #expect(scorer.bytes == held)
        for prompts in Self.prompts { try check(scorer, model, prompts) }
        #expect(scorer.bytes == held)
    }

    /// Room for none, and for four of six rows: some are given up, and computed again.
    @Test(arguments: [0, 4])
    func `little room changes nothing but the work`(_ rows: Int) throws {
        let model = try Decoder(directory: Checkout.models.appending(path: "qwen2"), device: DeviceUnderTest.device)
        let settings = model.configuration
        let limit = rows * 2 * settings.keyValueHeads * settings.headSize * settings.layers.count * 4
        let scorer = ReferenceScorer(model, limit: limit)
        for _ in 0..<2 {
            for prompts in Self.prompts {
                try check(scorer, model, prompts)
                #expect(scorer.bytes <= limit)
            }
        }
        #expect((scorer.bytes > 0) == (rows > 0))
    }
}
