import Foundation

/// One warm interpreter. It is started when first asked and again after it was lost; one request at a time.
final class SandboxWorker: @unchecked Sendable {
    private let command: IsolatedCommand
    private let queue: DispatchQueue
    private var process: ChildProcess?
    /// What a worker says of itself when it is ready.
    struct Greeting: Decodable {
        var python: String
        var problem: String?
    }

    init(_ command: IsolatedCommand, number: Int) {
        self.command = command
        queue = DispatchQueue(label: "sandbox-\(number)")
    }

    /// - Returns: the worker's answer, or why there is none; it never blocks longer than the program's wall time and a
    ///   second, and the time a start takes.
    func answer(_ request: WorkerRequest) async -> Result<WorkerAnswer, WorkerLost> {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.ask(request)) }
        }
    }

    /// Starts the interpreter where it is not running.
    func start() async -> WorkerLost? {
        await withCheckedContinuation { continuation in
            queue.async {
                var lost: WorkerLost?
                do throws(WorkerLost) { _ = try self.running() } catch { lost = error }
                continuation.resume(returning: lost)
            }
        }
    }

    func end() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.process = nil
                continuation.resume()
            }
        }
    }

    /// Of the process in namespaces, for tests that kill it from outside.
    var processIdentifier: pid_t? { queue.sync { process?.processIdentifier } }

    private func ask(_ request: WorkerRequest) -> Result<WorkerAnswer, WorkerLost> {
        do {
            let process = try running()
            do {
                let deadline = ContinuousClock.now + .seconds(request.limits.wall + 1)
                try process.send(try JSONEncoder().encode(request), by: deadline)
                let limit = 8 * (2 * request.limits.output + request.limits.value) + 1 << 20
                let answer = try process.receive(atMost: limit, by: deadline)
                return .success(try JSONDecoder().decode(WorkerAnswer.self, from: answer))
            } catch ChildProcess.Failure.deadline {
                self.process = nil
                return .failure(.overdue)
            } catch {
                self.process = nil
                return .failure(.lost("the worker ended: \(error)"))
            }
        } catch {
            return .failure(error)
        }
    }

    private func running() throws(WorkerLost) -> ChildProcess {
        if let process { return process }
        do {
            let words = try command.words(running: Self.script)
            let process = try ChildProcess(words, environment: command.environment)
            let deadline = ContinuousClock.now + .seconds(20)
            try process.send(try JSONEncoder().encode(["preload": PythonModules.preloaded]), by: deadline)
            let greeting = try JSONDecoder().decode(Greeting.self, from: process.receive(atMost: 1 << 16, by: deadline))
            if let problem = greeting.problem { throw WorkerLost.refused(.noIsolation(reason: problem)) }
            self.process = process
            return process
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

    static let script = String(decoding: PackageResources.worker_py, as: UTF8.self)
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
