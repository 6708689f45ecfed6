import ArgumentParser
import Environments
import Experience
import Foundation
import Methods
import Recipes
import RunStore
import Sandbox
import Training

extension Runs {
    struct Tasks: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tasks", abstract: "The tasks a run made for itself: list, filter, show one with its family, run one again.",
            discussion: """
                Examples:
                  autodidact runs tasks absolute-zero-seed
                  autodidact runs tasks absolute-zero-seed --kind induction --status accepted --step 40
                  autodidact runs tasks absolute-zero-seed --show 12-deduction-3
                  autodidact runs tasks absolute-zero-seed --replay --limit 200 --json
                """)

        @Argument var name: String
        @OptionGroup var place: Place
        @Option(help: "deduction, abduction, induction or error-deduction.") var kind: String?
        @Option(help: "accepted, repeated, or the word of a refusal.") var status: String?
        @Option(help: "Proposed in this step; 0 for those the run began with.") var step: Int?
        @Option(help: "At most so many.") var limit: Int = 20
        @Option(help: "One task, with those it was proposed from and those proposed from it.") var show: String?
        @Flag(help: "Run the tasks again, and tell where the outcome is another one.") var replay = false
        @Flag(help: "Print JSON on stdout.") var json = false

        private struct Family: Encodable {
            var task: TaskRecord
            var attempts: [TaskAttempts]
            var parents: [TaskRecord]
            var children: [TaskRecord]
        }

        func run() async throws {
            let reader = try place.folder.reader(named: name)
            guard let database = reader.database else { throw ValidationError("the run '\(name)' was stopped before its first step; it has no tasks") }
            if let show { return try family(show, database) }
            let query = TaskQuery(kind: kind, status: status, steps: step.map { $0...$0 }, limit: limit)
            let tasks = try database.tasks(query)
            if replay { return try await replayed(tasks, reader) }
            if json { return try Console.json(tasks) }
            for (kind, status, count) in try database.taskCounts() { Console.say("\(count) \(kind) \(status)") }
            if tasks.isEmpty { return Console.say("no tasks match") }
            for task in tasks { Console.out(Self.line(task)) }
        }

        private static func line(_ task: TaskRecord) -> String {
            let rate = task.solveRate.map { String(format: "solved %3.0f %%", $0 * 100) } ?? "            "
            let what = task.specification.isEmpty ? task.evidence : summary(task)
            return "\(task.id.padding(toLength: max(20, task.id.count), withPad: " ", startingAt: 0)) \(task.status.padding(toLength: 10, withPad: " ", startingAt: 0)) \(rate)  \(what)"
        }

        private static func summary(_ task: TaskRecord) -> String {
            do {
                let read = try ReasoningTask(json: task.specification)
                let pair = read.pairs.first.map { "f(\($0.input)) = \($0.output)" } ?? ""
                return "\(read.program.replacing("\n", with: "⏎ ").prefix(100))   \(pair.prefix(60))"
            } catch {
                return "a specification that cannot be read"
            }
        }

        private func family(_ id: String, _ database: RunDatabase) throws {
            guard let task = try database.task(id) else { throw ValidationError("the run '\(name)' has no task '\(id)'; 'runs tasks \(name)' lists them") }
            let family = Family(
                task: task, attempts: try database.attempts(at: id), parents: try task.parents.compactMap { try database.task($0) },
                children: try database.children(of: id))
            if json { return try Console.json(family) }
            Console.out("\(task.id)  \(task.kind), step \(task.step), \(task.status): \(task.evidence)")
            if !task.specification.isEmpty {
                let read = try ReasoningTask(json: task.specification)
                Console.out(read.program.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
                for (index, pair) in read.pairs.enumerated() {
                    Console.out("    f(\(pair.input)) = \(pair.output)\(read.kind == .induction ? (index < read.shown ? "  shown" : "  hidden") : "")")
                }
            }
            if let reward = task.reward { Console.out("reward of its proposer: \(String(format: "%.3f", reward))") }
            for tried in family.attempts { Console.out("step \(tried.step): \(tried.correct) of \(tried.attempts) attempts right") }
            Console.out("proposed from \(family.parents.count):")
            for parent in family.parents { Console.out("  " + Self.line(parent)) }
            Console.out("\(family.children.count) were proposed from it:")
            for child in family.children.prefix(limit) { Console.out("  " + Self.line(child)) }
        }

        private struct Replay: Encodable {
            var replayed = 0
            var same = 0
            var differences: [Difference] = []

            struct Difference: Encodable {
                var id: String
                var stored: String
                var found: String
            }
        }

        /// The stored outputs of accepted tasks against those of a new run in the sandbox.
        private func replayed(_ tasks: [TaskRecord], _ reader: RunReader) async throws {
            let recipe = try RecipeReader.standard.read(reader.directory.resolvedRecipe)
            guard let settings = recipe.settings(as: AbsoluteZeroSettings.self) else {
                throw TrainingError.badData("the run '\(name)' is one of \(recipe.methodName); only tasks of absolute-zero can be run again")
            }
            let executor = ReasoningExecutor(
                sandbox: try await Sandbox(), limits: SandboxLimits(wallSeconds: settings.programSeconds), modules: settings.modules)
            var replay = Replay()
            for task in tasks where !task.specification.isEmpty {
                let read = try ReasoningTask(json: task.specification)
                let execution = await executor.run(read.program, on: read.pairs.map(\.input), twice: true)
                let found = read.kind == .errorDeduction ? execution.exceptions.map { $0 ?? "NoError" } : execution.values.map { $0 ?? "nothing" }
                replay.replayed += 1
                if found == read.pairs.map(\.output), execution.status == "ok" {
                    replay.same += 1
                } else {
                    replay.differences.append(
                        .init(id: task.id, stored: read.pairs.map(\.output).joined(separator: ", "), found: execution.status == "ok" ? found.joined(separator: ", ") : execution.summary))
                }
                Console.progress("replay \(Console.bar(replay.replayed, of: tasks.count)) \(replay.replayed)/\(tasks.count)")
            }
            Console.progress("")
            if json {
                try Console.json(replay)
            } else {
                Console.out("\(replay.same) of \(replay.replayed) tasks gave the same again")
                for difference in replay.differences { Console.out("\(difference.id): stored \(difference.stored), found \(difference.found)") }
            }
            if !replay.differences.isEmpty { throw ExitCode(3) }
        }
    }
}
