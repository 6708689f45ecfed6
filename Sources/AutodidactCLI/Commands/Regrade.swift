import ArgumentParser
import Environments
import Evaluation
import Experience
import Foundation
import RunStore
import Sandbox

extension Runs {
    struct Regrade: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "regrade", abstract: "Score a run's stored rollouts again with another verifier; nothing is trained, the run stays as it is.",
            discussion: """
                Examples:
                  autodidact runs regrade one-shot-seed --verifier maths
                  autodidact runs regrade one-shot-seed --verifier reward.py --step 3 --json
                """)

        @Argument var name: String
        @OptionGroup var place: Place
        @Option(help: "A verifier by name, or a Python file.") var verifier: String
        @Option(help: "Rollouts of this step only.") var step: Int?
        @Option(help: "At most so many rollouts.") var limit: Int = .max
        @Option(help: "Print at most so many changed rollouts.") var show: Int = 10
        @OptionGroup var sandbox: SandboxOption
        @Flag(help: "Print JSON on stdout, every change in it.") var json = false

        func run() async throws {
            let reader = try place.folder.reader(named: name)
            guard let database = reader.database else { throw ValidationError("the run '\(name)' was stopped before its first step; it has no rollouts") }
            sandbox.warn()
            let verifier = try await Verifiers.sharing(isolation: sandbox.isolation).named(verifier)
            let regrading = try await RunRegrading(
                database, verifier: verifier, query: RolloutQuery(steps: step.map { $0...$0 }, limit: limit)
            ) { Console.progress("regrade \(Console.bar($0, of: $1)) \($0)/\($1) rollouts") }
            Console.progress("")
            if json {
                try Console.json(regrading)
            } else {
                Console.out("\(regrading.rollouts) rollouts by '\(regrading.verifier)': \(Console.percent(regrading.accuracyBefore)) right before, \(Console.percent(regrading.accuracyAfter)) now, \(regrading.changes.count) changed")
                for (change, count) in regrading.verdicts.sorted(by: { $0.value > $1.value }) { Console.out("  \(count)  \(change)") }
                for change in regrading.changes.prefix(show) {
                    Console.out("step \(change.step) group \(change.group)/\(change.completion), label \(change.label): \(change.before.verdict.rawValue) → \(change.after.verdict.rawValue)\n    then: \(change.before.evidence)\n    now:  \(change.after.evidence)")
                }
            }
            let failed = regrading.verdicts.filter { $0.key.hasSuffix("infrastructureFailure") }.values.reduce(0, +)
            if failed > 0 {
                Console.complain("\(failed) rollouts could not be judged; they are left out of the figures")
                throw ExitCode(4)
            }
        }
    }
}
