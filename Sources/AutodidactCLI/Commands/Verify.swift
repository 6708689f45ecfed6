public import ArgumentParser
public import Environments
import Experience
import Foundation
import RunStore

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verifiers: score completions, hold graders against labels, browse what graders differ on.",
        discussion: """
            Examples:
              autodidact verify ls
              echo '{"label": "1/2", "completion": "So it is \\\\boxed{0.5}."}' | autodidact verify try --verifier maths -
              autodidact verify audit labelled.jsonl --json
              autodidact verify disagreements my-run --limit 20
            """,
        subcommands: [List.self, VerifyTry.self, VerifyAudit.self, Disagreements.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "The verifiers there are.")
        @Flag(help: "Print JSON on stdout.") var json = false

        private struct Row: Encodable {
            var name: String
            var summary: String
            var graders: [String]
        }

        func run() throws {
            let rows = Verifiers.all.map { entry in
                Row(
                    name: entry.name, summary: entry.summary,
                    graders: Verifiers.graded.contains(entry.name) ? MathsGrader.allCases.map(\.rawValue) : [])
            }
            if json { return try Console.json(rows) }
            for row in rows { Console.out("\(row.name.padding(toLength: 16, withPad: " ", startingAt: 0)) \(row.summary)") }
            Console.out("FILE.py          a reward of your own: a Python file, or an executable, run in the sandbox")
        }
    }

    struct Disagreements: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disagreements", abstract: "Completions on which two graders differ, the newest first.",
            discussion: """
                Examples:
                  autodidact verify disagreements
                  autodidact verify disagreements my-run --json
                  autodidact verify disagreements runs/disagreements.sqlite --limit 5
                """)
        @Argument(help: "A run, or an SQLite file; by default the file that 'verify try' and 'verify audit' write.")
        var source: String?
        @OptionGroup var place: Runs.Place
        @Option(help: "At most so many.") var limit: Int = 20
        @Flag(help: "Print JSON on stdout.") var json = false

        func run() async throws {
            guard limit >= 1 else { throw ValidationError("--limit \(limit): at least 1 is needed") }
            let file = try database()
            let rows = try file.disagreements(limit: limit)
            if json { return try Console.json(rows) }
            let count = try file.disagreementCount()
            if rows.isEmpty { return Console.say("no disagreements in \(file.url.path)") }
            for row in rows {
                let one = row.disagreement
                Console.out("#\(row.id) \(row.step.map { "step \($0) " } ?? "")\(one.problemID): label \(one.label.prefix(100)); \(one.decidedBy) decided \(one.decision.rawValue)")
                for side in [one.first, one.second] {
                    Console.out("  \(side.grader.padding(toLength: 12, withPad: " ", startingAt: 0)) \(side.verdict.rawValue): \(side.evidence)")
                }
                let tail = one.completion.suffix(200).split(whereSeparator: \.isNewline).joined(separator: " ")
                Console.out("  completion   \(one.completion.count > 200 ? "… " : "")\(tail)")
            }
            if count > rows.count { Console.say("\(rows.count) of \(count); --limit shows more") }
        }

        private func database() throws -> RunDatabase {
            guard let source else {
                let file = URL(fileURLWithPath: DisagreementStore.standard)
                guard FileManager.default.fileExists(atPath: file.path) else {
                    throw ValidationError(
                        "there is no \(file.relativePath) yet: 'verify try' and 'verify audit' write it where two graders judge; or name a run")
                }
                return try RunDatabase(reading: file)
            }
            if source.hasSuffix(".sqlite") { return try RunDatabase(reading: URL(fileURLWithPath: source)) }
            let reader = try place.folder.reader(named: source)
            guard let database = reader.database else { throw RunStoreError.damaged(path: reader.directory.url.path, reason: "it has no rollouts.sqlite") }
            return database
        }
    }
}

/// What a command's graders differ on, stored as it goes on.
struct DisagreementStore {
    static let standard = "runs/disagreements.sqlite"

    let log: DisagreementLog
    private let path: String
    private var database: RunDatabase?

    init(_ path: String, log: DisagreementLog = DisagreementLog()) { (self.path, self.log) = (path, log) }

    /// Stores what has come up since the last call.
    mutating func save() throws {
        let found = log.drain()
        guard !found.isEmpty else { return }
        if database == nil {
            let file = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            database = try RunDatabase(file)
        }
        try database?.append(disagreements: found)
    }

    func close() throws { try database?.close() }
}

extension MathsGrader: ExpressibleByArgument {}
