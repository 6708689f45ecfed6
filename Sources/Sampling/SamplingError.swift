/// Why nothing could be sampled.
public enum SamplingError: Error, Equatable, CustomStringConvertible {
    case emptyPrompt
    case tooLong(prompt: Int, completion: Int, context: Int)
    /// The weights have diverged, or the file they came from is damaged.
    case notFinite

    public var description: String {
        switch self {
        case .emptyPrompt:
            "a prompt of no tokens cannot be continued; give it text, or a beginning-of-sequence token"
        case .tooLong(let prompt, let completion, let context):
            "a prompt of \(prompt) tokens and a completion of \(completion) do not fit the context of \(context); lower sampling.max_completion_length to \(max(0, context - prompt)) or shorten the prompt"
        case .notFinite:
            "the model's logits hold NaN or infinity, so no token can be drawn: in training, lower optimizer.learning_rate and resume from a checkpoint before it went wrong; else fetch the weights again"
        }
    }
}
