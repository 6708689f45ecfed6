import Foundation

/// What is asked of a worker: a header for the supervisor, and a payload that its child alone reads.
struct WorkerRequest: Sendable {
    struct Header: Encodable {
        var wall: Double
        var memory: Int
        var output: Int
        var value: Int
        var file: Int
        var tasks: Int
        var scratch: Bool
        /// Whether calls go to the child and lines come back while it runs.
        var talks: Bool
        var executable: Bool
    }

    struct Payload: Encodable {
        var source: String?
        var stdin: String?
        var arguments: [String]?
        var calls: [[String]]?
        var modules: [String]?
        /// Answers calls until there are no more.
        var serve: Bool?
        /// Tests, and the functions of the other process that they call.
        var check: String?
        var remote: [String]?
        var executable: String?
    }

    var limits: SandboxLimits
    var message: Data
    /// How many calls are asked for.
    var calls: Int
    /// Bytes of an honest answer at most.
    var answerLimit: Int { 2 * limits.outputBytes + limits.valueBytes + 1 << 16 }

    /// The program, and where there are tests, as one that answers their calls.
    init(_ program: SandboxProgram, _ limits: SandboxLimits) throws {
        try self.init(
            Payload(
                source: program.source, stdin: program.standardInput.isEmpty ? nil : program.standardInput,
                arguments: program.arguments.isEmpty ? nil : program.arguments,
                calls: program.calls.isEmpty ? nil : program.calls.map { [$0.function, $0.arguments] },
                modules: program.modules, serve: program.tests == nil ? nil : true),
            limits, talks: program.tests != nil)
    }

    init(_ tests: SandboxProgram.Tests, _ limits: SandboxLimits) throws {
        var generous = limits
        generous.valueBytes = max(limits.valueBytes, 64 << 20)
        try self.init(Payload(source: tests.setup, check: tests.check, remote: tests.remote), generous, talks: true)
    }

    init(_ executable: SandboxExecutable, _ limits: SandboxLimits) throws {
        try self.init(
            Payload(stdin: executable.standardInput, arguments: executable.arguments, executable: executable.path), limits, talks: false,
            executable: true)
    }

    private init(_ payload: Payload, _ limits: SandboxLimits, talks: Bool, executable: Bool = false) throws {
        self.limits = limits
        calls = payload.calls?.count ?? 0
        let header = try JSONEncoder().encode(
            Header(
                wall: limits.wallSeconds, memory: limits.memoryBytes, output: limits.outputBytes, value: limits.valueBytes,
                file: limits.fileBytes, tasks: limits.tasks + 3, scratch: limits.scratch, talks: talks, executable: executable))
        message = withUnsafeBytes(of: UInt32(header.count).littleEndian) { Data($0) } + header
        message.append(try JSONEncoder().encode(payload))
    }
}

/// How a program ended, as the kernel told the supervisor, and the bytes it left.
struct WorkerAnswer {
    struct Told: Decodable {
        var killed: String?
        var signal: Int32?
        var code: Int?
        var wall: Double
        var cpu: Double
        var memory: Int
        /// The worker ends after this answer: it could not be cleaned.
        var spent: Bool
        /// Bytes of standard output, of standard error, and of lines where they were not told before.
        var sizes: [Int]
    }

    var told: Told
    var output: Data
    var errors: Data
    /// Of the descriptor for values, in order: ours that the program was begun, then one for each call.
    var lines: [String]
    /// The last of all that are whole.
    var lastLine: String

    /// - Parameters:
    ///   - calls: how many were asked for; lines beyond are nobody's answer.
    ///   - spoken: lines that came while the program ran.
    init(_ data: Data, calls: Int, spoken: Data = Data()) throws {
        let bad = DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "an answer of \(data.count) bytes"))
        guard data.count >= 4 else { throw bad }
        let length = data.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= data.count - 4 else { throw bad }
        var rest = data.dropFirst(4)
        told = try JSONDecoder().decode(Told.self, from: rest.prefix(length))
        rest = rest.dropFirst(length)
        guard told.sizes.count >= 2, told.sizes.allSatisfy({ $0 >= 0 }), told.sizes.reduce(0, +) == rest.count else { throw bad }
        output = rest.prefix(told.sizes[0])
        errors = rest.dropFirst(told.sizes[0]).prefix(told.sizes[1])
        let values = told.sizes.count == 3 ? rest.suffix(told.sizes[2]) : spoken
        let (first, last) = values.wholeLines(first: calls + 1)
        (lines, lastLine) = (first, last ?? "")
    }

    var result: SandboxResult {
        var result = SandboxResult(status: status)
        // The first line is ours, and tells that the program was begun.
        result.outcomes = lines.dropFirst().compactMap(Self.outcome)
        result.standardOutput = String(lossy: output)
        result.standardError = String(lossy: errors)
        result.wallMilliseconds = told.wall
        result.cpuMilliseconds = told.cpu
        result.peakMemory = told.memory
        return result
    }

    private var status: SandboxStatus {
        switch told.killed {
        case "timeout": return .timeout
        case "outputLimit": return .outputLimit
        case "ended": return .ok
        default: break
        }
        guard lines.first == "B" else {
            let said = lines.first.flatMap { $0.hasPrefix("I ") ? Self.described(String($0.dropFirst(2))) : nil }
            return .infrastructureFailure(reason: "the program was not begun: \(said.map { "\($0.0) \($0.1)" } ?? "its process ended")")
        }
        if let signal = told.signal { return signal == SIGXCPU ? .timeout : .killed(signal: Int(signal)) }
        if lastLine.hasPrefix("E! "), told.code == 1 {
            let (name, message) = Self.described(String(lastLine.dropFirst(3)))
            return name == "MemoryError" ? .memory : .exception(name: name, message: message)
        }
        return lastLine == "Z" && told.code == 0 ? .ok : .exited(code: told.code ?? 0)
    }

    /// Of a user's executable: it writes no lines, so one is ours, that it did not start.
    var executableResult: SandboxResult {
        var result = self.result
        switch (told.killed, lines.first) {
        case ("timeout"?, _), ("outputLimit"?, _): break
        case (_, let line?):
            let (name, message) = Self.described(String(line.dropFirst(2)))
            result.status = .infrastructureFailure(reason: "it did not start: \(name) \(message)")
        default:
            result.status = told.signal.map { $0 == SIGXCPU ? .timeout : .killed(signal: Int($0)) }
                ?? (told.code == 0 ? .ok : .exited(code: told.code ?? 0))
        }
        return result
    }

    private static func outcome(_ line: String) -> SandboxOutcome? {
        let text = String(line.dropFirst(2))
        switch line.prefix(2) {
        case "V ": return .value(text)
        case "D ": return .digest(text)
        case "O ": return .object(text)
        case "E ":
            let (name, message) = described(text)
            return .exception(name: name, message: message)
        default: return nil
        }
    }

    /// `["ValueError", "message"]`; a program may have written anything there.
    private static func described(_ text: String) -> (String, String) {
        do {
            let parts = try JSONDecoder().decode([String].self, from: Data(text.utf8))
            if parts.count == 2 { return (parts[0], parts[1]) }
        } catch {
            // Not ours, then: the program's own words are shown as they are.
        }
        return ("Exception", String(text.prefix(200)))
    }
}
