import ArgumentParser
import Environments
import Experience
import Foundation
import Torch

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Workers for Benchmarks/run.py.", shouldDisplay: false, subcommands: [Worker.self, Verdicts.self, Programs.self])

    struct Worker: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do one benchmark's work once for each line 'run' on stdin; see Benchmarks/README.md.")
        @Option var task: BenchTask
        @Option var model: String
        @Option var threads: Int = 2
        @Option var device: String = "cpu"

        private struct Ready: Encodable { let ready: Bool; let task: String; let setting: String }
        private struct Repetition: Encodable { let seconds: Double; let tokens: Int; let peak_bytes: Int }

        @EngineActor
        func run() async throws {
            Engine.threads = threads
            let device = try Device(named: device)
            let work = try task.work(model: URL(fileURLWithPath: model, isDirectory: true), device: device)
            for _ in 0..<2 { _ = try await work() }
            try Console.json(Ready(ready: true, task: task.rawValue, setting: "autodidact"), pretty: false)
            while let line = readLine(), line == "run" {
                let started = ContinuousClock.now
                let tokens = try await work()
                let seconds = started.duration(to: .now) / .seconds(1)
                try Console.json(Repetition(seconds: seconds, tokens: tokens, peak_bytes: Engine.peakBytes(of: device) ?? Self.peakMemory), pretty: false)
            }
        }

        #if canImport(Glibc)
            private static var usageOfThisProcess: __rusage_who_t { __rusage_who_t(RUSAGE_SELF.rawValue) }
        #else
            private static var usageOfThisProcess: Int32 { RUSAGE_SELF }
        #endif

        /// Bytes of the largest resident set so far.
        static var peakMemory: Int {
            var usage = rusage()
            getrusage(usageOfThisProcess, &usage)
            return usage.ru_maxrss * 1024
        }
    }

    struct Verdicts: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge every row of a file once for each line 'run' on stdin, on one core; see Benchmarks/README.md.")
        @Option var pairs: String

        private struct Ready: Encodable { let ready: Bool; let task: String; let setting: String }
        private struct Repetition: Encodable {
            let seconds: Double
            let verdicts: Int
            let right: Int
            let p50_ms: Double
            let p99_ms: Double
            let peak_bytes: Int
        }

        func run() throws {
            var reader = try LineReader(pairs)
            var rows: [CompletionRow] = []
            while let line = try reader.next() { rows.append(try CompletionRow.read(line, index: rows.count, place: "\(pairs):\(rows.count + 1)")) }
            guard !rows.isEmpty else { throw ValidationError("\(pairs): no rows") }
            let verifier = MathsVerifier()
            for row in rows { _ = verifier.judge(row.completion, for: row.problem) }
            try Console.json(Ready(ready: true, task: "verdicts", setting: "native"), pretty: false)
            while let line = readLine(), line == "run" {
                var milliseconds: [Double] = []
                var right = 0
                let started = ContinuousClock.now
                for row in rows {
                    let begun = ContinuousClock.now
                    if verifier.judge(row.completion, for: row.problem).verdict == .correct { right += 1 }
                    milliseconds.append(begun.duration(to: .now) / .milliseconds(1))
                }
                let seconds = started.duration(to: .now) / .seconds(1)
                milliseconds.sort()
                try Console.json(
                    Repetition(
                        seconds: seconds, verdicts: rows.count, right: right, p50_ms: milliseconds[rows.count / 2],
                        p99_ms: milliseconds[rows.count * 99 / 100], peak_bytes: Worker.peakMemory), pretty: false)
            }
        }
    }
}
