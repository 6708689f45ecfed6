import Foundation

/// What is asked of `worker.py`; its names are the keys there.
struct WorkerRequest: Encodable {
    struct Limits: Encodable {
        var wall: Double
        var memory: Int
        var output: Int
        var value: Int
        var file: Int
        var scratch: Bool
    }

    struct Tester: Encodable {
        var source: String
        var check: String
        var remote: [String]
    }

    var source: String
    var stdin: String
    var arguments: [String]
    var calls: [[String]]
    var modules: [String]?
    var serve: Bool
    var tester: Tester?
    var limits: Limits

    init(_ program: SandboxProgram, _ limits: SandboxLimits) {
        source = program.source
        stdin = program.standardInput
        arguments = program.arguments
        calls = program.calls.map { [$0.function, $0.arguments] }
        modules = program.modules
        serve = program.tests != nil
        tester = program.tests.map { Tester(source: $0.setup, check: $0.check, remote: $0.remote) }
        self.limits = Limits(
            wall: limits.wallSeconds, memory: limits.memoryBytes, output: limits.outputBytes, value: limits.valueBytes,
            file: limits.fileBytes, scratch: limits.scratch)
    }
}

/// What `worker.py` says of one program.
struct WorkerAnswer: Decodable {
    struct Part: Decodable {
        var status: String
        var message: String?
        var number: Int?
    }

    var status: String
    var message: String?
    var number: Int?
    var stdout: String
    var stderr: String
    var values: [String]
    var wall_ms: Double
    var cpu_ms: Double
    var memory: Int
    var tester: Part?

    var result: SandboxResult {
        var result = SandboxResult(status: Self.status(status, message, number))
        result.outcomes = values.map(Self.outcome)
        result.tests = tester.map { Self.status($0.status, $0.message, $0.number) }
        result.standardOutput = stdout
        result.standardError = stderr
        result.wallMilliseconds = wall_ms
        result.cpuMilliseconds = cpu_ms
        result.peakMemory = memory
        return result
    }

    private static func status(_ word: String, _ message: String?, _ number: Int?) -> SandboxStatus {
        switch word {
        case "ok", "finished": return .ok
        case "timeout": return .timeout
        case "outputLimit": return .outputLimit
        case "killed": return .killed(signal: number ?? 0)
        case "exited": return .exited(code: number ?? 0)
        case "exception":
            let (name, message) = described(message ?? "")
            return name == "MemoryError" ? .memory : .exception(name: name, message: message)
        default: return .infrastructureFailure(reason: "the worker could not run the program: \(message ?? word)")
        }
    }

    private static func outcome(_ line: String) -> SandboxOutcome {
        let text = String(line.dropFirst(2))
        switch line.first {
        case "V": return .value(text)
        case "D": return .digest(text)
        case "O": return .object(text)
        default:
            let (name, message) = described(text)
            return .exception(name: name, message: message)
        }
    }

    /// `["ValueError", "message"]`; a program may have written anything there.
    private static func described(_ text: String) -> (String, String) {
        let parts = try? JSONDecoder().decode([String].self, from: Data(text.utf8))
        return parts?.count == 2 ? (parts?[0] ?? "", parts?[1] ?? "") : ("Exception", String(text.prefix(200)))
    }
}
