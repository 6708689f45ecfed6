public import ArgumentParser
public import Recipes
public import Sandbox
import Torch

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

/// `--device` of the commands that ask a model without a recipe.
struct DeviceOption: ParsableArguments {
    @Option(name: .customLong("device"), help: "auto, cpu, cuda, cuda:N or mps.")
    var name: String = "auto"

    var device: Device { get throws(DeviceError) { try Device(named: name) } }
}

extension Recipe.Device: ExpressibleByArgument {}

/// `--set` and `--device` of the commands that have a recipe.
struct RecipeOverrides: ParsableArguments {
    @Option(name: .customLong("set"), help: "A value that wins over the recipe's, as section.key=value; may be repeated.")
    var values: [String] = []
    @Option(help: "Where to train; by default the recipe's.")
    var device: Recipe.Device?

    var all: [String] { values + (device.map { ["device=\($0.rawValue)"] } ?? []) }
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
