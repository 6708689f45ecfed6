/// How token losses become one number. Expressed as a weight per token over the whole batch, so that
/// micro-batches add up to the same value however they are cut.
public enum Aggregation: Sendable, Hashable {
    /// 1/ΣT: every token of the batch counts the same.
    case tokenMean
    /// 1/(B·T_i): every completion counts the same (GRPO's equation 3).
    case sequenceMean
    /// 1/(B·L) for a fixed L, tokens (Dr. GRPO).
    case constant(length: Int)

    /// - Parameters:
    ///   - length: tokens of this completion.
    ///   - completions: B, completions in the batch.
    ///   - tokens: ΣT, tokens in the batch.
    public func weight(length: Int, completions: Int, tokens: Int) -> Double {
        switch self {
        case .tokenMean: 1 / Double(max(1, tokens))
        case .sequenceMean: 1 / (Double(max(1, completions)) * Double(max(1, length)))
        case .constant(let fixed): 1 / (Double(max(1, completions)) * Double(max(1, fixed)))
        }
    }
}
