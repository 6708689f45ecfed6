import Foundation

/// Runs Python programs that a model wrote: a pool of warm interpreters, each isolated, with a fork for every program.
///
/// It never throws for what a program does, and never blocks for longer than the program's wall time and a second:
/// the deadline is held by the worker, and behind it by this process, which kills a worker that is silent and starts
/// another. A program can decide nothing but its own answer: expected values are never in its process, and how it ended
/// is read from the kernel.
///
/// ```swift
/// let sandbox = try await Sandbox()
/// let result = await sandbox.run(SandboxProgram(source: "def f(x): return x + 1", calls: [.init("f", "(2,)")]))
/// // result.status == .ok, result.outcomes == [.value("3")]
/// ```
public actor Sandbox {
    public nonisolated let isolation: Isolation
    public nonisolated let python: PythonInstallation
    /// Two at least: half of them hash with another seed, so that a program's order of sets can be told from its answer.
    private let workers: [[SandboxWorker]]
    private var idle: [[SandboxWorker]]
    private var waiting: [[CheckedContinuation<SandboxWorker, Never>]] = [[], []]

    /// Starts one worker, to know that it can be done; the others start when they are needed.
    ///
    /// - Parameter workers: programs at a time.
    /// - Throws: `SandboxError` where there is no Python or no isolation.
    public init(isolation: Isolation = .bubblewrap, workers count: Int? = nil, python: PythonInstallation? = nil)
        async throws(SandboxError)
    {
        self.isolation = isolation
        let interpreter = if let python { python } else { try PythonInstallation.find() }
        self.python = interpreter
        let perSeed = (max(2, count ?? ProcessInfo.processInfo.activeProcessorCount) + 1) / 2
        workers = [1, 2].map { seed in
            (0..<perSeed).map { number in
                SandboxWorker(
                    IsolatedCommand(isolation: isolation, python: interpreter, hashSeed: seed), number: 2 * number + seed)
            }
        }
        idle = workers
        if case .refused(let error) = await workers[0][0].start() { throw error }
    }

    /// How the program ended and what it gave.
    public func run(_ program: SandboxProgram, limits: SandboxLimits = SandboxLimits()) async -> SandboxResult {
        let seed = idle[0].count >= idle[1].count ? 0 : 1
        return await run(WorkerRequest(program, limits), seed: seed)
    }

    /// Runs the program in two processes with different hash seeds; `nondeterministic` where they disagree.
    public func runTwice(_ program: SandboxProgram, limits: SandboxLimits = SandboxLimits()) async -> SandboxResult {
        let request = WorkerRequest(program, limits)
        async let second = run(request, seed: 1)
        var first = await run(request, seed: 0)
        let other = await second
        if case .infrastructureFailure = other.status { return other }
        if case .infrastructureFailure = first.status { return first }
        let agree = (first.status, first.outcomes, first.standardOutput) == (other.status, other.outcomes, other.standardOutput)
        if !agree { first.status = .nondeterministic }
        return first
    }

    /// Ends every worker. A program that still runs is told as an infrastructure failure.
    public func close() async {
        for worker in workers.flatMap(\.self) { await worker.end() }
    }

    /// Of the workers that run, for tests that kill them from outside.
    nonisolated var processIdentifiers: [pid_t] { workers.flatMap(\.self).compactMap(\.processIdentifier) }

    private func run(_ request: WorkerRequest, seed: Int) async -> SandboxResult {
        let worker = await take(seed)
        defer { give(worker, seed) }
        var reason = ""
        // A worker that was lost says nothing about the program: another one tries again.
        for _ in 0..<2 {
            switch await worker.answer(request) {
            case .success(let answer): return answer.result
            case .failure(.overdue):
                var result = SandboxResult(status: .timeout)
                result.wallMilliseconds = request.limits.wall * 1000
                return result
            case .failure(.lost(let why)): reason = why
            case .failure(.refused(let error)): return SandboxResult(status: .infrastructureFailure(reason: "\(error)"))
            }
        }
        return SandboxResult(status: .infrastructureFailure(reason: reason))
    }

    private func take(_ seed: Int) async -> SandboxWorker {
        if let worker = idle[seed].popLast() { return worker }
        return await withCheckedContinuation { waiting[seed].append($0) }
    }

    private func give(_ worker: SandboxWorker, _ seed: Int) {
        if waiting[seed].isEmpty { idle[seed].append(worker) } else { waiting[seed].removeFirst().resume(returning: worker) }
    }
}
