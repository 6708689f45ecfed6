public import ArgumentParser
import Recipes
public import Sandbox

extension Isolation: ExpressibleByArgument {}

/// `--sandbox` of the commands that judge completions.
struct SandboxOption: ParsableArguments {
    @Option(name: .customLong("sandbox"), help: "How programs are isolated: bubblewrap, or unsafe, which is at your risk.")
    var isolation: Isolation = .bubblewrap

    /// Says so where there is no isolation.
    func warn() {
        if isolation == .unsafe { Console.warn("--sandbox unsafe: programs of the model, and a verifier of yours, run without isolation") }
    }
}

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
