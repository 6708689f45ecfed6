public import ArgumentParser
import Recipes
public import Sandbox

extension Isolation: ExpressibleByArgument {}

extension PromptTemplate {
    /// The template that a command-line word names.
    init?(argument: String) {
        switch argument {
        case "raw": self = .raw
        case "chat": self = .chat
        case "question-answer": self = .questionAnswer
        case _ where argument.contains("{question}"): self = .custom(argument)
        default: return nil
        }
    }
}
