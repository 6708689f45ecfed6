public import Sandbox

/// Runs programs of reasoning tasks in the sandbox; the same program on the same inputs runs once.
public actor ReasoningExecutor {
    /// How a program ended on its inputs.
    public struct Execution: Sendable, Hashable, Codable {
        /// One word of ``SandboxStatus``: `ok`, `exception`, `timeout`, …
        public var status: String
        public var summary: String
        /// A literal for each input; `nil` where the call gave none.
        public var values: [String?]
        /// The exception's class of each call that raised one.
        public var exceptions: [String?]
        /// Whether the machinery failed; nothing is said about the program then.
        public var isInfrastructureFailure: Bool
    }

    /// What the executor has done since it was made or restored.
    public struct Counts: Sendable, Hashable, Codable {
        public var programs = 0
        public var cached = 0
        /// Of all workers together.
        public var seconds = 0.0

        public init() {}
    }

    fileprivate struct Key: Hashable, Codable {
        var program: String
        var inputs: [String]
        var twice: Bool
    }

    fileprivate struct Entry: Codable {
        var key: Key
        var execution: Execution
    }

    /// What a checkpoint keeps of it.
    public struct State: Codable, Sendable {
        fileprivate var entries: [Entry]
        public var counts: Counts
    }

    private let sandbox: Sandbox
    private let limits: SandboxLimits
    private let modules: [String]
    private let capacity: Int
    private var known: [Key: Execution] = [:]
    /// Oldest first.
    private var order: [Key] = []
    /// Runs that are under way, so that a twin waits for the first.
    private var running: [Key: Task<Execution, Never>] = [:]
    public private(set) var counts = Counts()

    /// - Parameters:
    ///   - modules: what programs may import, by root name.
    ///   - capacity: executions remembered, the oldest forgotten first.
    public init(sandbox: Sandbox, limits: SandboxLimits, modules: [String], capacity: Int = 16_384) {
        self.sandbox = sandbox
        self.limits = limits
        self.modules = modules
        self.capacity = capacity
    }

    /// `f` of the program on each input, in one process; twice, in two processes with different hash seeds, where asked.
    public func run(_ program: String, on inputs: [String], twice: Bool = false) async -> Execution {
        let key = Key(program: program, inputs: inputs, twice: twice)
        if let execution = known[key] {
            counts.cached += 1
            return execution
        }
        if let task = running[key] {
            counts.cached += 1
            return await task.value
        }
        let task = Task { await execute(key) }
        running[key] = task
        let execution = await task.value
        running[key] = nil
        // A failure of the machinery may be gone the next time.
        if !execution.isInfrastructureFailure, known[key] == nil {
            known[key] = execution
            order.append(key)
            if order.count > capacity { known[order.removeFirst()] = nil }
        }
        return execution
    }

    private func execute(_ key: Key) async -> Execution {
        let calls = key.inputs.map { SandboxProgram.Call("f", Self.tuple($0)) }
        let request = SandboxProgram(source: key.program, calls: calls, modules: modules)
        let began = ContinuousClock.now
        let result = key.twice ? await sandbox.runTwice(request, limits: limits) : await sandbox.run(request, limits: limits)
        counts.programs += 1
        counts.seconds += began.duration(to: .now) / .seconds(1)
        var (values, exceptions): ([String?], [String?]) = ([], [])
        for outcome in result.outcomes {
            if case .value(let text) = outcome { values.append(text) } else { values.append(nil) }
            if case .exception(let name, _) = outcome { exceptions.append(name) } else { exceptions.append(nil) }
        }
        var isFailure = false
        if case .infrastructureFailure = result.status { isFailure = true }
        return Execution(
            status: result.status.name, summary: result.status.summary, values: values, exceptions: exceptions,
            isInfrastructureFailure: isFailure)
    }

    /// The arguments as a tuple's text.
    static func tuple(_ input: String) -> String {
        let text = input.trimmed
        return text.isEmpty ? "()" : "(\(text)\(text.hasSuffix(",") ? "" : ","))"
    }

    public var state: State {
        State(entries: order.compactMap { key in known[key].map { Entry(key: key, execution: $0) } }, counts: counts)
    }

    public func restore(_ state: State) {
        counts = state.counts
        order = state.entries.map(\.key)
        known = Dictionary(state.entries.map { ($0.key, $0.execution) }) { $1 }
    }
}
