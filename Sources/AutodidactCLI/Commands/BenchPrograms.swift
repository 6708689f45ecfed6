import ArgumentParser
import Foundation
import Sandbox

extension Bench {
    struct Programs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run every program of a file once for each line 'run' on stdin; see Benchmarks/README.md.")
        @Option(help: "JSON lines: source, function, arguments.") var programs: String
        @Option(help: "Programs at a time.") var workers: Int = 2

        private struct Line: Decodable { let source: String; let function: String; let arguments: String }
        private struct Ready: Encodable { let ready: Bool; let task: String; let setting: String }
        private struct Repetition: Encodable { let seconds: Double; let programs: Int; let milliseconds: [Double]; let values: [String] }

        func run() async throws {
            let decoder = JSONDecoder()
            let lines = try ProgramFile.text(programs).split(separator: "\n").map { try decoder.decode(Line.self, from: Data($0.utf8)) }
            let asked = lines.map { SandboxProgram(source: $0.source, calls: [.init($0.function, $0.arguments)]) }
            let sandbox = try await Sandbox(workers: workers)
            _ = await pass(asked, sandbox)
            try Console.json(Ready(ready: true, task: "programs", setting: "autodidact"), pretty: false)
            while let line = readLine(), line == "run" {
                let started = ContinuousClock.now
                let results = await pass(asked, sandbox)
                let seconds = started.duration(to: .now) / .seconds(1)
                let values = results.map { result in
                    if case .value(let text)? = result.0.outcomes.first { text } else { result.0.status.summary }
                }
                try Console.json(
                    Repetition(seconds: seconds, programs: results.count, milliseconds: results.map(\.1), values: values), pretty: false)
            }
            await sandbox.close()
        }

        /// In the order asked, each with the milliseconds from asking a free worker to its answer.
        private func pass(_ programs: [SandboxProgram], _ sandbox: Sandbox) async -> [(SandboxResult, Double)] {
            await withTaskGroup(of: [(Int, SandboxResult, Double)].self) { group in
                for start in 0..<workers {
                    group.addTask {
                        var results: [(Int, SandboxResult, Double)] = []
                        for place in stride(from: start, to: programs.count, by: workers) {
                            let began = ContinuousClock.now
                            let result = await sandbox.run(programs[place])
                            results.append((place, result, began.duration(to: .now) / .milliseconds(1)))
                        }
                        return results
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
            }
        }
    }
}
