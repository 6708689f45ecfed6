public import ArgumentParser
import Experience
import Foundation
public import Reports
import RunStore

struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What has been run.", subcommands: [List.self, Show.self, Tasks.self, Regrade.self, Remove.self, Export.self],
        defaultSubcommand: List.self)

    struct Place: ParsableArguments {
        @Option(help: "Where runs live.")
        var runs: String = "runs"

        var folder: RunsFolder { RunsFolder(URL(fileURLWithPath: runs, isDirectory: true)) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the runs.")
        @OptionGroup var place: Place
        @Flag(help: "Print JSON on stdout.") var json = false

        func run() async throws {
            let found = try place.folder.list()
            for broken in found.unreadable { Console.complain("\(broken.name): \(broken.error)") }
            if json { return try Console.json(found.runs) }
            if found.runs.isEmpty { return Console.say("no runs in \(place.runs)") }
            Console.out("name                                      status      step  before   after")
            for run in found.runs {
                let figure = { (value: Double?) in value.map { String(format: "%6.1f%%", $0 * 100) } ?? "      –" }
                Console.out(
                    run.name.padding(toLength: max(40, run.name.count), withPad: " ", startingAt: 0) + "  "
                        + run.status.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0)
                        + String(format: "%5d", run.lastStep ?? 0) + " " + figure(run.before) + " " + figure(run.after))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One run: its claim, its figures, or its rollouts.",
            discussion: """
                Examples:
                  autodidact runs show one-shot-seed
                  autodidact runs show one-shot-seed --rollouts --step 3 --json
                """)
        @Argument var name: String
        @OptionGroup var place: Place
        @Flag(help: "Print stored rollouts instead.") var rollouts = false
        @Option(help: "Rollouts of this step only.") var step: Int?
        @Option(help: "At most so many rollouts.") var limit: Int = 16
        @Flag(help: "Print JSON on stdout.") var json = false

        func run() async throws {
            let reader = try place.folder.reader(named: name)
            if rollouts {
                let rows = try reader.database?.rollouts(RolloutQuery(steps: step.map { $0...$0 }, limit: limit)) ?? []
                if json { return try Console.json(rows) }
                for row in rows {
                    Console.out("step \(row.step) group \(row.group)/\(row.completion) \(row.verdict.rawValue) reward \(row.reward.map { "\($0)" } ?? "–") advantage \(String(format: "%.3f", row.advantage)) \(row.stopReason.rawValue)")
                    Console.out(row.text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n"))
                }
                return
            }
            Console.out(try (json ? ReportFormat.json : .text).render(Report(run: reader)))
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rm", abstract: "Delete a run for good.")
        @Argument var name: String
        @OptionGroup var place: Place

        func run() async throws {
            try place.folder.remove(named: name)
            Console.say("removed \(name)")
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Write a run's metrics, rollouts and evaluations as JSONL into a folder.")
        @Argument var name: String
        @Argument var destination: String
        @OptionGroup var place: Place

        func run() async throws {
            try RunExport.write(place.folder.reader(named: name), to: URL(fileURLWithPath: destination))
            Console.say("exported \(name) to \(destination)")
        }
    }
}

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a run's report: one self-contained file.",
        discussion: """
            Examples:
              autodidact report one-shot-seed
              autodidact report one-shot-seed --format markdown
            """)
    @Argument var name: String
    @OptionGroup var place: Runs.Place
    @Option(help: "html (into the run folder), or text, markdown, json (on stdout).")
    var format: ReportFormat = .html

    func run() async throws {
        let reader = try place.folder.reader(named: name)
        if format == .html {
            Console.out(try Report(run: reader).save(to: reader.directory).path)
        } else {
            Console.out(try format.render(Report(run: reader)))
        }
    }
}

extension ReportFormat: ExpressibleByArgument {}
