/// Why nothing could be sampled.
public enum SamplingError: Error, Equatable, CustomStringConvertible {
    case emptyPrompt
    case tooLong(prompt: Int, completion: Int, context: Int)

    public var description: String {
        switch self {
        case .emptyPrompt:
            "a prompt of no tokens cannot be continued; give it text, or a beginning-of-sequence token"
        case .tooLong(let prompt, let completion, let context):
            "a prompt of \(prompt) tokens and a completion of \(completion) do not fit the context of \(context); lower sampling.max_completion_length to \(max(0, context - prompt)) or shorten the prompt"
        }
    }
}
