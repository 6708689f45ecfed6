/// What can be wrong with a chat template, or with messages given to it.
public enum ChatTemplateError: Error, Equatable, CustomStringConvertible {
    /// The template is not Jinja.
    case syntax(line: Int, problem: String)
    /// Jinja that we do not do.
    case unsupported(line: Int, construct: String, supported: String)
    /// The template itself refuses, with `raise_exception`.
    case raised(message: String)
    /// Something undefined, or of the wrong type, while rendering.
    case evaluation(line: Int, problem: String)
    /// The template does more than any honest one: steps, text or depth.
    case limit(line: Int, problem: String)
    /// The model folder has no chat template (of that name).
    case noTemplate(available: [String])
    /// Options or messages that do not go together.
    case invalidMessages(String)

    public var description: String {
        switch self {
        case .syntax(let line, let problem):
            "chat template, line \(line): \(problem)"
        case .unsupported(let line, let construct, let supported):
            "chat template, line \(line): \(construct) is not done here; supported: \(supported)"
        case .raised(let message):
            "the chat template refuses these messages: \(message)"
        case .evaluation(let line, let problem):
            "chat template, line \(line): \(problem)"
        case .limit(let line, let problem):
            "chat template, line \(line): stopped, \(problem); does it loop without end?"
        case .noTemplate(let available):
            "the model has no chat template"
                + (available.isEmpty ? "" : " named default, only \(available.joined(separator: ", "))")
                + "; add chat_template.jinja to its folder, or give the prompt as plain text"
        case .invalidMessages(let problem):
            problem
        }
    }
}
