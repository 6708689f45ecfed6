import ArgumentParser
import Training

@main
struct Autodidact: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autodidact",
        abstract: "Make a language model better with almost no data, and prove that it got better.",
        discussion: """
            Start with:
              autodidact doctor
              autodidact train one-shot --recipe recipes/one-shot-seed.yaml
              autodidact runs ls

            Exit codes: 0 done; 3 a gate failed; 4 the verifier's infrastructure failed; 5 self-play found no
            valid task; 6 too much refused content; 64 usage;
            65 bad data or recipe; 69 a needed part or memory is missing; 70 a bug of ours; 130/143 stopped with a checkpoint.
            """,
        version: AutodidactVersion.current,
        subcommands: [
            Doctor.self, Pretrain.self, Select.self, Train.self, Eval.self, Compare.self, Generate.self, Verify.self, Runs.self, ReportCommand.self,
            SandboxCommand.self, Tokenize.self, Inspect.self, Bench.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.exit(error, as: Self.self)
        }
    }
}
