/// How a program ended, as the kernel and the worker saw it.
public enum SandboxStatus: Sendable, Hashable {
    case ok
    /// Raised and not caught; class and message are the program's own words.
    case exception(name: String, message: String)
    /// Left by itself: `sys.exit`, `os._exit`.
    case exited(code: Int)
    case timeout
    case memory
    case outputLimit
    /// By a signal that was not ours, such as 11 for a crash.
    case killed(signal: Int)
    /// Two runs with different hash seeds gave different values or output.
    case nondeterministic
    /// The machinery failed. It says nothing about the program.
    case infrastructureFailure(reason: String)

    /// One word, as in `--json` output.
    public var name: String {
        switch self {
        case .ok: "ok"
        case .exception: "exception"
        case .exited: "exited"
        case .timeout: "timeout"
        case .memory: "memory"
        case .outputLimit: "output-limit"
        case .killed: "killed"
        case .nondeterministic: "nondeterministic"
        case .infrastructureFailure: "infrastructure-failure"
        }
    }

    /// For people: `exception ValueError: not enough values`.
    public var summary: String {
        switch self {
        case .exception(let name, let message): message.isEmpty ? "exception \(name)" : "exception \(name): \(message)"
        case .exited(let code): "exited with \(code)"
        case .killed(let signal): "killed by signal \(signal)"
        case .infrastructureFailure(let reason): "infrastructure failure: \(reason)"
        default: name
        }
    }
}

/// What a call of the program's function gave. It is the program's answer, whatever wrote it.
public enum SandboxOutcome: Sendable, Hashable {
    /// A literal's text, parsed when it is compared.
    case value(String)
    /// Length and SHA-256 of a literal's text of more than 64 KiB: long values are compared by it.
    case digest(String)
    /// Something that is no literal, by its class.
    case object(String)
    case exception(name: String, message: String)
}

/// What is known after a program ended.
public struct SandboxResult: Sendable, Hashable {
    public var status: SandboxStatus
    /// One for each call that came back, in order; fewer than the calls where the program ended before.
    public var outcomes: [SandboxOutcome] = []
    /// How the tests ended, where there were any; `status` is then the program's own, and `ok` where the tests ended first.
    public var tests: SandboxStatus?
    public var standardOutput = ""
    public var standardError = ""
    public var wallMilliseconds = 0.0
    public var cpuMilliseconds = 0.0
    /// Bytes resident at most.
    public var peakMemory = 0

    public init(status: SandboxStatus) {
        self.status = status
    }
}
