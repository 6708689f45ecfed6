/// What an evaluation cannot be made or compared from.
public enum EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
    case impossible(String)
    case unknownStrategy(name: String, known: [String])
    case noChatTemplate(suite: String, model: String)
    case everyPromptTooLong(suite: String, shortest: Int, context: Int)
    case nothingInCommon(a: [String], b: [String])
    case differentProtocols(suite: String, what: String)
    case differentItems(suite: String, onlyFirst: Int, onlySecond: Int)
    case incomplete(suite: String, found: Int, expected: Int, folder: String)

    public var description: String {
        switch self {
        case .impossible(let what): what
        case .unknownStrategy(let name, let known):
            "no inference strategy is called '\(name)'; there are \(known.joined(separator: ", "))"
        case .noChatTemplate(let suite, let model):
            "\(suite) asks in chat turns, and \(model) has no chat template; "
                + "add --template raw, question-answer, or a text with {question} in it (the result says so)"
        case .everyPromptTooLong(let suite, let shortest, let context):
            "\(suite): the shortest prompt has \(shortest) tokens, and the model's context holds \(context) with its completion; "
                + "use a model with a longer context, or fewer worked examples with --shots"
        case .nothingInCommon(let a, let b):
            "the two have no suite in common: \(a.joined(separator: ", ")) and \(b.joined(separator: ", "))"
        case .differentProtocols(let suite, let what):
            "\(suite) was measured by two protocols, which do not compare: they differ in \(what). "
                + "Evaluate both the same way, or insist with --any-protocol"
        case .differentItems(let suite, let first, let second):
            "\(suite): \(first) items only in the first, \(second) only in the second; a paired comparison needs the same items"
        case .incomplete(let suite, let found, let expected, let folder):
            "\(folder): \(suite) has \(found) of \(expected) items; finish it with the command that began it"
        }
    }
}
