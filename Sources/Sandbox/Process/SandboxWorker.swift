import Foundation
import Synchronization

/// One warm interpreter. It is started when first asked and again after it was lost; whoever took it from the pool has
/// it alone.
final class SandboxWorker: Sendable {
    let kind: Kind
    private let command: IsolatedCommand
    private let queue: DispatchQueue
    private struct State {
        var process: ChildProcess?
        /// How often it was ended.
        var stamp = 0
    }
    private let state = Mutex(State())

    /// What runs in a worker: programs of a model, with one of two hash seeds, or code of a benchmark.
    struct Kind: Hashable {
        var origin: SandboxProgram.Origin
        var hashSeed: Int
    }

    /// What a worker says of itself when it is ready.
    struct Greeting: Decodable {
        var problem: String?
        var found: NamespaceFindings?
    }

    init(_ command: IsolatedCommand, _ kind: Kind, number: Int) {
        self.command = command
        self.kind = kind
        queue = DispatchQueue(label: "sandbox-\(number)")
    }

    /// - Returns: the worker's answer, or why there is none; it never blocks longer than the program's wall time and a
    ///   second, and the time a start takes.
    /// - Parameter stamp: the worker's, before anyone could end it; where it was ended since, nothing is started.
    func answer(_ request: WorkerRequest, since stamp: Int) async -> Result<WorkerAnswer, WorkerLost> {
        await onQueue { self.ask(request, stamp) }
    }

    var stamp: Int { state.withLock { $0.stamp } }

    /// Starts the interpreter where it is not running.
    func start() async -> WorkerLost? {
        await onQueue {
            do throws(WorkerLost) { _ = try self.running(since: self.stamp) } catch { return error }
            return nil
        }
    }

    func onQueue<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: body()) } }
    }

    /// Kills it, whatever it does; the next request starts another. From any thread.
    func end() {
        state.withLock { state in
            state.process?.kill()
            state.process = nil
            state.stamp += 1
        }
    }

    /// Of the process in namespaces, for tests that kill it from outside.
    var processIdentifier: pid_t? { state.withLock { $0.process?.processIdentifier } }

    private func ask(_ request: WorkerRequest, _ stamp: Int) -> Result<WorkerAnswer, WorkerLost> {
        do {
            let process = try running(since: stamp)
            do {
                let deadline = ContinuousClock.now + .seconds(request.limits.wallSeconds + 1)
                try process.send("R", request.message, by: deadline)
                let frame = try process.receiveFrame(atMost: request.answerLimit, by: deadline)
                guard frame.kind == "A" else { throw ChildProcess.Failure.notUnderstood("a frame '\(frame.kind)'") }
                let answer = try WorkerAnswer(frame.data, calls: request.calls)
                if answer.told.spent { end() }
                return .success(answer)
            } catch ChildProcess.Failure.deadline {
                end()
                return .failure(.overdue)
            } catch {
                end()
                return .failure(.lost("the worker ended: \(error)"))
            }
        } catch {
            return .failure(error)
        }
    }

    /// The interpreter, started where it is not running. To be called by who has taken the worker.
    func running(since stamp: Int) throws(WorkerLost) -> ChildProcess {
        if let process = state.withLock({ $0.stamp == stamp ? $0.process : nil }) { return process }
        let (started, _) = try start(probing: false)
        let isWanted = state.withLock { state in
            guard state.stamp == stamp else { return false }
            state.process = started
            return true
        }
        guard isWanted else { throw .lost("the worker was ended while it started") }
        return started
    }

    /// An interpreter that has tried what its namespaces keep from it, and was ended.
    func findings() throws(WorkerLost) -> NamespaceFindings? { try start(probing: true).1 }

    private func start(probing: Bool) throws(WorkerLost) -> (ChildProcess, NamespaceFindings?) {
        do {
            let process = try ChildProcess(try command.words(running: Self.compiledElsewhere), environment: command.environment)
            let deadline = ContinuousClock.now + .seconds(20)
            var settings = MarshalledDictionary()
            settings.set(.strings(PythonModules.preloaded), for: "preload")
            settings.set(.string(command.scratchFolder), for: "scratch")
            // Whether that folder, and the processes to be seen, are this worker's alone.
            settings.set(.bool(command.isolation == .bubblewrap), for: "private")
            settings.set(.bool(probing), for: "probe")
            settings.set(.bool(!command.readable.isEmpty), for: "executables")
            try process.send("S", settings.data, by: deadline)
            let greeting = try JSONDecoder().decode(Greeting.self, from: process.receiveFrame(atMost: 1 << 16, by: deadline).data)
            if let problem = greeting.problem { throw WorkerLost.refused(.noIsolation(reason: problem)) }
            return (process, greeting.found)
        } catch let error as WorkerLost {
            throw error
        } catch let error as SandboxError {
            throw .refused(error)
        } catch ChildProcess.Failure.ended(let words) {
            throw .refused(.noIsolation(reason: words.isEmpty ? "the interpreter ended at once" : words))
        } catch {
            throw .refused(.noIsolation(reason: "\(error)"))
        }
    }

    static let script = [
        PackageResources.values_py, PackageResources.filter_py, PackageResources.channel_py, PackageResources.child_py,
        PackageResources.warmth_py, PackageResources.maker_py, PackageResources.probe_py, PackageResources.supervisor_py,
    ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n\n")

    /// The same, compiled by a process that ends, for a compiler leaves its memory behind, and every fork would pay for it.
    private static let compiledElsewhere = """
        import marshal, os
        code, written = os.pipe()
        if os.fork() == 0:
            text = marshal.dumps(compile(\(PythonLiteral.string(script)), "worker.py", "exec"))
            while text:
                text = text[os.write(written, text):]
            os._exit(0)
        os.close(written)
        with open(code, "rb") as code:
            code = code.read()
        os.wait()
        exec(marshal.loads(code))
        """
}

/// Why a worker has no answer.
enum WorkerLost: Error {
    /// It could not be started.
    case refused(SandboxError)
    /// It ended, or wrote what is no answer.
    case lost(String)
    /// It was silent past the program's deadline, and was killed.
    case overdue
}
