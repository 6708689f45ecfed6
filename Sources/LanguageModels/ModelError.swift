/// What is wrong with a model directory or with what was asked of a model.
public enum ModelError: Error, Equatable, CustomStringConvertible {
    case noDirectory(path: String)
    case unreadable(path: String, reason: String)
    case missingKey(path: String, key: String, wanted: String)
    case badValue(path: String, key: String, value: String, wanted: String)
    case unknownArchitecture(path: String, name: String)
    case unsupported(path: String, key: String, value: String)
    case noWeights(path: String)
    case missingTensor(path: String, name: String)
    case unexpectedTensor(path: String, name: String)
    case tokenOutOfVocabulary(id: Int, vocabulary: Int)
    case tooLong(tokens: Int, context: Int)

    public var description: String {
        switch self {
        case .noDirectory(let path):
            "\(path): no such model directory; it should hold config.json, model.safetensors and tokenizer.json"
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason)"
        case .missingKey(let path, let key, let wanted):
            "\(path) lacks '\(key)' (\(wanted))"
        case .badValue(let path, let key, let value, let wanted):
            "\(path): '\(key)' is \(value); \(wanted)"
        case .unknownArchitecture(let path, let name):
            "\(path): the architecture '\(name)' is not one of ours: \(ModelFamily.allCases.map(\.rawValue).joined(separator: ", "))"
        case .unsupported(let path, let key, let value):
            "\(path): '\(key)' asks for \(value), which is not supported; nothing was guessed"
        case .noWeights(let path):
            "\(path) holds neither model.safetensors nor model.safetensors.index.json"
        case .missingTensor(let path, let name):
            "\(path): no tensor '\(name)' in the checkpoint; is it the checkpoint of another model?"
        case .unexpectedTensor(let path, let name):
            "\(path): the tensor '\(name)' has no place in the model that config.json describes"
        case .tokenOutOfVocabulary(let id, let vocabulary):
            "token id \(id) is outside the vocabulary of \(vocabulary); is the tokenizer another model's?"
        case .tooLong(let tokens, let context):
            "\(tokens) tokens do not fit the model's context of \(context); shorten the prompt or max_completion_length"
        }
    }
}
