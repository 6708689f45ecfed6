import Foundation

/// Runs Python programs that a model wrote: a pool of warm interpreters, each isolated, with a fork for every program.
///
/// It never throws for what a program does, and it never blocks for ever: the deadline is held by the worker, and behind
/// it, a second later, by this process, which kills a worker that is silent and asks another once. A program decides
/// nothing but its own answer: expected values are never in its process, and how it ended is read from the kernel.
///
/// ```swift
/// let sandbox = try await Sandbox()
/// let result = await sandbox.run(SandboxProgram(source: "def f(x): return x + 1", calls: [.init("f", "(2,)")]))
/// // result.status == .ok, result.outcomes == [.value("3")]
/// ```
public final class Sandbox: Sendable {
    public let isolation: Isolation
    public let python: PythonInstallation
    /// Whether programs are nobody's to the kernel, though this process is root's.
    public let leavesRoot: Bool
    /// Half of the workers hash with another seed, so that a program's order of sets can be told from its answer.
    let pool: WorkerPool

    /// Starts one worker, to know that it can be done; the others start when they are needed.
    ///
    /// - Parameters:
    ///   - workers: programs at a time; at least two.
    ///   - executables: absolute paths of executables that ``run(_:limits:)-(SandboxExecutable,_)`` may be asked for.
    /// - Throws: `SandboxError` where there is no Python or no isolation.
    public init(
        isolation: Isolation = .bubblewrap, workers count: Int? = nil, python: PythonInstallation? = nil, executables: [String] = []
    ) async throws(SandboxError) {
        self.isolation = isolation
        let interpreter = if let python { python } else { try PythonInstallation.find() }
        self.python = interpreter
        let perSeed = (max(2, count ?? ProcessInfo.processInfo.activeProcessorCount) + 1) / 2
        func workers(leavesRoot: Bool) -> [SandboxWorker] {
            let kinds = [(SandboxProgram.Origin.benchmark, 1), (.benchmark, 2), (.model, 2), (.model, 1)]
            return kinds.enumerated().flatMap { place, kind in
                (0..<perSeed).map { number in
                    SandboxWorker(
                        IsolatedCommand(
                            isolation: isolation, python: interpreter, hashSeed: kind.1, readable: executables, leavesRoot: leavesRoot),
                        .init(origin: kind.0, hashSeed: kind.1), number: 4 * number + place)
                }
            }
        }
        if isolation == .bubblewrap, geteuid() == 0, IsolatedCommand.find("setpriv") != nil {
            let pool = WorkerPool(workers(leavesRoot: true))
            if await pool.workers[pool.workers.count - 1].start() == nil {
                (self.pool, leavesRoot) = (pool, true)
                return
            }
        }
        (pool, leavesRoot) = (WorkerPool(workers(leavesRoot: false)), false)
        if case .refused(let error) = await pool.workers[pool.workers.count - 1].start() { throw error }
    }

    deinit { pool.close() }

    /// How the program ended and what it gave. A task that is cancelled ends it.
    public func run(
        _ program: SandboxProgram, limits: SandboxLimits = SandboxLimits(), origin: SandboxProgram.Origin = .model
    ) async -> SandboxResult {
        await run(program, limits, origin, hashSeed: nil)
    }

    /// Runs the program in two processes with different hash seeds; `nondeterministic` where they disagree.
    public func runTwice(_ program: SandboxProgram, limits: SandboxLimits = SandboxLimits()) async -> SandboxResult {
        async let second = run(program, limits, .model, hashSeed: 2)
        var first = await run(program, limits, .model, hashSeed: 1)
        let other = await second
        if case .infrastructureFailure = other.status { return other }
        if case .infrastructureFailure = first.status { return first }
        let agree = (first.status, first.outcomes, first.standardOutput) == (other.status, other.outcomes, other.standardOutput)
        if !agree { first.status = .nondeterministic }
        return first
    }

    /// Runs a user's executable, isolated and limited as programs are; it may start processes, which end with it.
    public func run(_ executable: SandboxExecutable, limits: SandboxLimits = SandboxLimits()) async -> SandboxResult {
        let request = WorkerRequest(executable, limits)
        if let failure = Self.tooLong(request) { return failure }
        return await attempt(limits, .model, nil) { worker, stamp in
            await worker.answer(request, since: stamp).map(\.executableResult)
        }
    }

    /// Ends every worker. A program that still runs, or is asked for later, is told as an infrastructure failure.
    public func close() async { pool.close() }

    private func run(
        _ program: SandboxProgram, _ limits: SandboxLimits, _ origin: SandboxProgram.Origin, hashSeed: Int?
    ) async -> SandboxResult {
        let request = WorkerRequest(program, limits)
        if let failure = Self.tooLong(request) { return failure }
        guard let tests = program.tests else {
            return await attempt(limits, origin, hashSeed) { await $0.answer(request, since: $1).map(\.result) }
        }
        let testsRequest = WorkerRequest(tests, limits)
        if let failure = Self.tooLong(testsRequest) { return failure }
        return await attempt(limits, origin, hashSeed) { worker, stamp in
            // Whoever holds a worker for tests holds one for a program already, so none waits for the other in a ring.
            guard let tester = await self.pool.take(.benchmark, hashSeed: 1) else { return .failure(.lost("cancelled")) }
            defer { self.pool.give(tester) }
            let conversation = Conversation(program: worker, tests: tester)
            let stamps = (stamp, tester.stamp)
            return await withTaskCancellationHandler {
                await worker.onQueue { conversation.run(request, testsRequest, stamps: stamps) }
            } onCancel: {
                tester.end()
            }
        }
    }

    /// A worker that was lost says nothing about the program: another start of one tries again. Twice silent is the
    /// program's own doing, for a worker that someone stopped from outside is a new one the second time.
    private func attempt(
        _ limits: SandboxLimits, _ origin: SandboxProgram.Origin, _ hashSeed: Int?,
        _ body: @Sendable (SandboxWorker, Int) async -> Result<SandboxResult, WorkerLost>
    ) async -> SandboxResult {
        guard let worker = await pool.take(origin, hashSeed: hashSeed) else { return Self.failure(stopReason) }
        defer { pool.give(worker) }
        var reason = ""
        for isLast in [false, true] {
            let stamp = worker.stamp
            let outcome = await withTaskCancellationHandler { await body(worker, stamp) } onCancel: { worker.end() }
            if case .success(let result) = outcome { return result }
            if Task.isCancelled || pool.isClosed { return Self.failure(stopReason) }
            switch outcome {
            case .failure(.overdue) where isLast:
                var result = SandboxResult(status: .timeout)
                result.wallMilliseconds = limits.wallSeconds * 1000
                return result
            case .failure(.overdue): reason = "the worker was silent"
            case .failure(.lost(let why)): reason = why
            case .failure(.refused(let error)): return Self.failure("\(error)")
            case .success(let result): return result
            }
        }
        return Self.failure(reason)
    }

    private var stopReason: String { pool.isClosed ? "the sandbox is closed" : "cancelled" }

    private static func tooLong(_ request: WorkerRequest) -> SandboxResult? {
        let size = request.message.count
        return size > WorkerRequest.longest ? failure("a program with its input is \(size) bytes; a worker takes \(WorkerRequest.longest)") : nil
    }

    private static func failure(_ reason: String) -> SandboxResult { SandboxResult(status: .infrastructureFailure(reason: reason)) }

    /// Of the workers that run, for tests that kill them from outside.
    var processIdentifiers: [pid_t] { pool.workers.compactMap(\.processIdentifier) }
}
