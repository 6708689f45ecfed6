import Foundation

/// What is asked of a worker: a header of limits, and a payload that the program's process alone reads.
struct WorkerRequest: Sendable {
    var limits: SandboxLimits
    var message: Data
    /// How many calls are asked for.
    var calls: Int
    /// Bytes of an honest answer at most.
    var answerLimit: Int { 2 * limits.outputBytes + limits.valueBytes + 1 << 16 }

    /// A worker's message has its length in four bytes, and the texts in it theirs, signed.
    static let longest = Int(Int32.max)

    /// The program, and where there are tests, as one that answers their calls.
    init(_ program: SandboxProgram, _ limits: SandboxLimits) {
        var payload = MarshalledDictionary()
        payload.set(.string(program.source), for: "source")
        if !program.standardInput.isEmpty { payload.set(.string(program.standardInput), for: "stdin") }
        if !program.arguments.isEmpty { payload.set(.strings(program.arguments), for: "arguments") }
        if !program.calls.isEmpty {
            payload.set(.list(program.calls.map { .list([.string($0.function), .init(arguments: $0.arguments)]) }), for: "calls")
        }
        if let modules = program.modules { payload.set(.strings(modules), for: "modules") }
        if program.tests != nil { payload.set(.bool(true), for: "serve") }
        self.init(payload, limits, calls: program.calls.count, talks: program.tests != nil)
    }

    init(_ tests: SandboxProgram.Tests, _ limits: SandboxLimits) {
        var generous = limits
        generous.valueBytes = max(limits.valueBytes, 64 << 20)
        var payload = MarshalledDictionary()
        payload.set(.string(tests.setup), for: "source")
        payload.set(.string(tests.check), for: "check")
        payload.set(.strings(tests.remote), for: "remote")
        self.init(payload, generous, talks: true)
    }

    init(_ executable: SandboxExecutable, _ limits: SandboxLimits) {
        var payload = MarshalledDictionary()
        payload.set(.string(executable.path), for: "executable")
        payload.set(.strings(executable.arguments), for: "arguments")
        payload.set(.string(executable.standardInput), for: "stdin")
        self.init(payload, limits, executable: true)
    }

    private init(
        _ payload: MarshalledDictionary, _ limits: SandboxLimits, calls: Int = 0, talks: Bool = false, executable: Bool = false
    ) {
        (self.limits, self.calls) = (limits, calls)
        // Beside its own: the first process of the namespace, the supervisor, the maker, the program and the next one.
        let tasks = UInt32(clamping: limits.tasks + 5)
        message = Data()
        message.append(littleEndian: limits.wallSeconds.bitPattern)
        for bytes in [limits.memoryBytes, limits.outputBytes, limits.valueBytes, limits.fileBytes] {
            message.append(littleEndian: UInt64(clamping: bytes))
        }
        message.append(littleEndian: tasks)
        message.append(contentsOf: [limits.scratch, talks, executable].map { $0 ? 1 : 0 })
        message.append(payload.data)
    }
}

/// How a program ended, as the kernel told the supervisor, and the bytes it left.
struct WorkerAnswer {
    struct Told {
        var killed: Killed
        var signal: Int32?
        var code: Int?
        /// Milliseconds.
        var wall, cpu: Double
        var memory: Int
        /// The worker ends after this answer: it could not be cleaned.
        var spent: Bool
        /// Bytes of standard output, of standard error, and of lines where they were not told before.
        var sizes: [Int]
    }

    /// Why the supervisor ended it, in the order of its `KILLED`.
    enum Killed: UInt8 { case not, timeout, outputLimit, ended }

    var told: Told
    var output: Data
    var errors: Data
    /// Of the descriptor for values, in order: ours that the program was begun, then one for each call.
    var lines: [String]
    /// The last of all that are whole.
    var lastLine: String

    /// - Parameters:
    ///   - calls: how many were asked for; lines beyond are nobody's answer.
    ///   - spoken: lines that came while the program ran, where it talks.
    init(_ data: Data, calls: Int, spoken: Data? = nil) throws(ChildProcess.Failure) {
        var reader = LittleEndianReader(data)
        guard let killed = reader.next(UInt8.self).flatMap(Killed.init), let signal = reader.next(Int32.self), let code = reader.next(Int32.self),
            let wall = reader.next(UInt64.self), let cpu = reader.next(UInt64.self), let memory = reader.next(UInt64.self),
            let spent = reader.next(UInt8.self), let output = reader.next(UInt32.self), let errors = reader.next(UInt32.self),
            let lines = reader.next(UInt32.self)
        else { throw .notUnderstood("an answer of \(data.count) bytes") }
        told = Told(
            killed: killed, signal: signal < 0 ? nil : signal, code: code < 0 ? nil : Int(code), wall: Double(bitPattern: wall),
            cpu: Double(bitPattern: cpu), memory: Int(clamping: memory), spent: spent != 0, sizes: [output, errors, lines].map(Int.init))
        let rest = reader.rest
        guard told.sizes.reduce(0, +) == rest.count else { throw .notUnderstood("an answer of \(data.count) bytes") }
        self.output = rest.prefix(told.sizes[0])
        self.errors = rest.dropFirst(told.sizes[0]).prefix(told.sizes[1])
        let (first, last) = (spoken ?? rest.suffix(told.sizes[2])).wholeLines(first: calls + 1)
        (self.lines, lastLine) = (first, last ?? "")
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
        case .timeout: return .timeout
        case .outputLimit: return .outputLimit
        case .ended: return .ok
        case .not: break
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
        case (.timeout, _), (.outputLimit, _): break
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

    /// `('ValueError', 'message')`; a program may have written anything there.
    private static func described(_ text: String) -> (String, String) {
        do {
            if case .tuple(let parts) = try PythonLiteral(parsing: text), parts.count == 2, case .string(let name) = parts[0],
                case .string(let message) = parts[1]
            {
                return (name, message)
            }
        } catch {
            // Not ours, then: the program's own words are shown as they are.
        }
        return ("Exception", String(text.prefix(200)))
    }
}
