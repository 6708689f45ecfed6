import ArgumentParser
import Evaluation
import Foundation
import RunStore

struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare two evaluations of the same suites, item by item.",
        discussion: """
            Both are folders that 'eval' has made. Items are paired, and the interval is the bootstrap's over items, so it
            is narrower than the two intervals put side by side. Results of different protocols do not compare.

            Examples:
              autodidact compare evals/seed_seed-world_1a2b3c4d evals/model_seed-world_5e6f7a8b
              autodidact compare evals/before evals/after --json
            """)

    @Argument(help: "The evaluation that is the base.")
    var first: String
    @Argument(help: "The evaluation that is compared with it.")
    var second: String
    @Flag(name: .customLong("any-protocol"), help: "Compare though the protocols differ.")
    var anyProtocol = false
    @Flag(help: "Print JSON on stdout.")
    var json = false

    func run() async throws {
        let comparison = try EvaluationComparison(
            EvaluationFolder(reading: URL(fileURLWithPath: first)), EvaluationFolder(reading: URL(fileURLWithPath: second)),
            anyProtocol: anyProtocol)
        if json { return try Console.json(comparison) }
        Console.out("\(comparison.first) → \(comparison.second)")
        for line in comparison.lines {
            let difference = line.difference
            Console.out(
                String(
                    format: "%@: %.1f %% → %.1f %%, %+.1f points, paired 95 %% interval %+.1f to %+.1f, %d items (%d better, %d worse)",
                    line.suite as NSString, difference.before * 100, difference.after * 100, difference.interval.estimate * 100,
                    difference.interval.lower * 100, difference.interval.upper * 100, line.items, difference.itemsBetter, difference.itemsWorse))
            let isLoss = difference.interval.upper < 0
            Console.out(difference.isGain ? "  a gain: the interval is above zero" : isLoss ? "  a loss: the interval is below zero" : "  no difference is shown: the interval holds zero")
        }
    }
}
