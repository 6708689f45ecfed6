import LanguageModels
import Torch

extension Decoder {
    /// Log-probability and entropy of each completion token, `[N]`, through the training path.
    func score(_ batch: PackedCompletions, temperature: Double) throws -> TokenLogprobs {
        let hidden = try hidden(batch.tokens, at: Tensor(batch.rows))
        return try logprobs(hidden, targets: Tensor(batch.targets), temperature: temperature)
    }
}
