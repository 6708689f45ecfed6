import ArgumentParser

@main
struct Autodidact: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "autodidact")
}
