import LanguageModels
import Torch

extension Decoder {
    /// Log-probability and entropy of each completion token, `[N]`, through the training path.
    func score(_ batch: PackedCompletions, temperature: Double) throws -> TokenLogprobs {
        let hidden = try hidden(batch.tokens)
        let rows = try hidden.selecting(Tensor(batch.rows).to(device))
        return try logprobs(rows, targets: Tensor(batch.targets).to(device), temperature: temperature)
    }
}
