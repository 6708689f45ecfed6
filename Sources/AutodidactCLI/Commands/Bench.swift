import ArgumentParser
import Foundation
import Torch

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Workers for Benchmarks/run.py.", shouldDisplay: false, subcommands: [Worker.self, Programs.self])

    struct Worker: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do one benchmark's work once for each line 'run' on stdin; see Benchmarks/README.md.")
        @Option var task: BenchTask
        @Option var model: String
        @Option var threads: Int = 2

        private struct Ready: Encodable { let ready: Bool; let task: String; let setting: String }
        private struct Repetition: Encodable { let seconds: Double; let tokens: Int; let peak_rss_bytes: Int }

        @EngineActor
        func run() async throws {
            Engine.threads = threads
            let work = try task.work(model: URL(fileURLWithPath: model, isDirectory: true))
            for _ in 0..<2 { _ = try await work() }
            try Console.json(Ready(ready: true, task: task.rawValue, setting: "autodidact"), pretty: false)
            while let line = readLine(), line == "run" {
                let started = ContinuousClock.now
                let tokens = try await work()
                let seconds = started.duration(to: .now) / .seconds(1)
                try Console.json(Repetition(seconds: seconds, tokens: tokens, peak_rss_bytes: peakMemory), pretty: false)
            }
        }

        #if canImport(Glibc)
            private var usageOfThisProcess: __rusage_who_t { __rusage_who_t(RUSAGE_SELF.rawValue) }
        #else
            private var usageOfThisProcess: Int32 { RUSAGE_SELF }
        #endif

        /// Bytes of the largest resident set so far.
        private var peakMemory: Int {
            var usage = rusage()
            getrusage(usageOfThisProcess, &usage)
            return usage.ru_maxrss * 1024
        }
    }
}
