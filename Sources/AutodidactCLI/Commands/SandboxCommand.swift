import ArgumentParser
import Foundation
import Sandbox

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Run a program as a model's programs are run.", subcommands: [Run.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run one Python program, isolated, and print how it ended.",
            discussion: """
                The program has no network, a read-only file system, no processes of its own, and the limits below. Try to
                break out. The exit code is 0 whenever the program's status was obtained, whatever that status is.

                Examples:
                  autodidact sandbox run program.py --json
                  autodidact sandbox run program.py --input "3 4" --timeout 2 --memory 256
                  autodidact sandbox run program.py --input input.txt --modules math,re --arg -v

                Statuses: ok, exception, exited, timeout, memory, output-limit, killed, infrastructure-failure (exit code 4).
                """)

        @Argument(help: "A Python file.")
        var file: String
        @Option(help: "Standard input: a file's path, or the text itself where there is no such file.")
        var input: String?
        @Option(name: .customLong("arg"), parsing: .unconditionalSingleValue, help: "A word for sys.argv; may come again.")
        var arguments: [String] = []
        @Option(help: "Seconds of wall time.")
        var timeout: Double = 5
        @Option(help: "MB of address space.")
        var memory: Int = 512
        @Option(help: "Modules it may import: all, exercises (what answers to exercises use), or names with commas.")
        var modules: String = "all"
        @Flag(help: "Give it a private, empty /tmp of 16 MB.")
        var scratch = false
        @Option(help: "bubblewrap, or unsafe: the filter of system calls and the limits alone.")
        var sandbox: Isolation = .bubblewrap
        @Flag(help: "Print JSON on stdout.")
        var json = false

        private struct Outcome: Encodable {
            let status: String
            let exit_code: Int?
            let signal: Int?
            let exception: String?
            let message: String?
            let stdout: String
            let stderr: String
            let wall_ms: Double
            let cpu_ms: Double
            let peak_memory_bytes: Int
            let isolation: String
            let python: String
        }

        func validate() throws {
            guard timeout > 0, timeout <= 3600 else { throw ValidationError("--timeout \(timeout): above 0, at most 3600 seconds") }
            guard memory >= 64, memory <= 1 << 20 else { throw ValidationError("--memory \(memory): 64 MB at least, an interpreter needs some 50") }
        }

        func run() async throws {
            let program = SandboxProgram(
                source: try ProgramFile.text(file), standardInput: try standardInput(), arguments: arguments, modules: allowed)
            if sandbox == .unsafe { Console.warn("--sandbox unsafe: the program can read what you can read; the result says so") }
            let runner = try await Sandbox(isolation: sandbox, workers: 2)
            let result = await runner.run(
                program, limits: SandboxLimits(wallSeconds: timeout, memoryBytes: memory << 20, scratch: scratch))
            await runner.close()
            try tell(result, python: runner.python.version)
            if case .infrastructureFailure = result.status { throw ExitCode(4) }
        }

        private var allowed: [String]? {
            switch modules {
            case "all": nil
            case "exercises": PythonModules.exercises
            default: modules.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        }

        private func standardInput() throws -> String {
            guard let input else { return "" }
            return FileManager.default.fileExists(atPath: input) ? try ProgramFile.text(input) : input
        }

        private func tell(_ result: SandboxResult, python: String) throws {
            guard json else {
                Console.out(result.standardOutput.hasSuffix("\n") ? String(result.standardOutput.dropLast()) : result.standardOutput)
                if !result.standardError.isEmpty { Console.say(result.standardError) }
                let peak = String(format: "%.0f ms, %.1f MB", result.wallMilliseconds, Double(result.peakMemory) / 1e6)
                Console.say("\(result.status.summary) · \(peak) · \(sandbox.rawValue)")
                return
            }
            var (code, signal, exception, message): (Int?, Int?, String?, String?) = (nil, nil, nil, nil)
            switch result.status {
            case .ok: code = 0
            case .exited(let number): code = number
            case .killed(let number): signal = number
            case .exception(let name, let text): (code, exception, message) = (1, name, text)
            case .infrastructureFailure(let reason): message = reason
            case .timeout, .memory, .outputLimit, .nondeterministic: break
            }
            try Console.json(
                Outcome(
                    status: result.status.name, exit_code: code, signal: signal, exception: exception, message: message,
                    stdout: result.standardOutput, stderr: result.standardError, wall_ms: result.wallMilliseconds,
                    cpu_ms: result.cpuMilliseconds, peak_memory_bytes: result.peakMemory, isolation: sandbox.rawValue, python: python))
        }
    }
}

/// A file given on the command line.
enum ProgramFile {
    static func text(_ path: String) throws(ProgramFileError) -> String {
        do {
            return try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw ProgramFileError(path: path, reason: error.localizedDescription)
        }
    }
}

struct ProgramFileError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path) cannot be read: \(reason); give the path of a text file in UTF-8" }
}
