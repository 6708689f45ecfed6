import Foundation
import LanguageModels
import Sampling
import TestSupport
import Tokenizers
import Torch

/// A Qwen2 of two layers and 64 words, and a tokenizer of bytes whose first 64 ids are printable ones.
@EngineActor
enum TinyModel {
    /// - Parameter deviation: of random weights, large enough for opinions; `nil` loads the fixture's weights.
    static func make(_ name: String = "qwen2", deviation: Double? = 0.3) throws -> Decoder {
        let model = try Decoder(directory: Checkout.models.appendingPathComponent(name), device: DeviceUnderTest.device)
        if let deviation { try model.initialise(seed: 7, deviation: deviation) }
        return model
    }

    static func tokenizer() throws -> Tokenizer {
        try Tokenizer(json: BytePairTrainer.train(texts: ["a b"], vocabularySize: 256))
    }

    static func sampler(
        _ model: Decoder? = nil, end: Set<Int32> = [], slots: Int = 256
    ) throws -> PolicySampler {
        PolicySampler(model: try model ?? make(), tokenizer: try tokenizer(), endOfSequence: end, slots: slots)
    }

    /// Logits after a prompt, by the training path.
    static func logits(_ model: Decoder, after prompt: [Int32]) throws -> [Double] {
        try withoutGradients {
            var batch = PackedTokens()
            batch.append(prompt)
            let last = try model.hidden(batch).narrowed(0, from: prompt.count - 1, length: 1)
            return try model.logits(last).doubles()
        }
    }
}
