public import Foundation

/// A warm process of ours behind the same isolation as programs: it is handed text that a model wrote and answers one
/// message at a time, such as a grader in Python. It is started when first asked, killed when it is silent past a
/// deadline, and started again after it was lost.
///
/// The script follows `helper.py`, which has made `receive` and `send` of messages and `worker`, the limits and filter of system
/// calls that it may use for itself or for children of its own. What it sends first says whether it is ready.
public final class IsolatedHelper: @unchecked Sendable {
    public enum Failure: Error, Equatable, CustomStringConvertible {
        /// It could not be started, and will not be.
        case refused(SandboxError)
        /// It ended, or wrote what is no message.
        case lost(String)
        /// It was silent past the deadline, and was killed.
        case overdue

        public var description: String {
            switch self {
            case .refused(let error): "\(error)"
            case .lost(let reason): reason
            case .overdue: "silent past the deadline; killed"
            }
        }
    }

    private struct Greeting: Decodable { var problem: String? }

    private let script: String
    private let command: IsolatedCommand
    private let queue: DispatchQueue
    // Read and written on `queue` alone.
    private var process: ChildProcess?

    /// - Parameters:
    ///   - script: Python source of ours.
    ///   - readable: folders it may read, at the same path inside.
    public init(script: String, readable: [URL], isolation: Isolation = .bubblewrap, python: PythonInstallation) {
        self.script = String(decoding: PackageResources.helper_py, as: UTF8.self) + "\n\n" + script
        command = IsolatedCommand(isolation: isolation, python: python, readable: readable.map(\.path))
        queue = DispatchQueue(label: "isolated-helper")
    }

    /// Never blocks for longer than `seconds` and the time a start takes.
    ///
    /// - Parameter limit: bytes of an honest answer; more is `lost`.
    public func answer(to message: Data, within seconds: Double, atMost limit: Int) async -> Result<Data, Failure> {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.ask(message, seconds, limit)) }
        }
    }

    /// The same for a caller that waits itself, such as a reader of files before anything runs.
    public func waitForAnswer(to message: Data, within seconds: Double, atMost limit: Int) -> Result<Data, Failure> {
        queue.sync { ask(message, seconds, limit) }
    }

    /// Starts it where it is not running.
    public func start() async throws(Failure) {
        let failure: Failure? = await withCheckedContinuation { continuation in
            queue.async {
                var failure: Failure?
                do throws(Failure) { _ = try self.running() } catch { failure = error }
                continuation.resume(returning: failure)
            }
        }
        if let failure { throw failure }
    }

    public func end() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.process = nil
                continuation.resume()
            }
        }
    }

    /// Of the process that runs, for tests that kill it from outside.
    public var processIdentifier: Int32? { queue.sync { process?.processIdentifier } }

    private func ask(_ message: Data, _ seconds: Double, _ limit: Int) -> Result<Data, Failure> {
        do throws(Failure) {
            let process = try running()
            do throws(ChildProcess.Failure) {
                let deadline = ContinuousClock.now + .seconds(seconds)
                try process.send(message, by: deadline)
                return .success(try process.receive(atMost: limit, by: deadline))
            } catch .deadline {
                self.process = nil
                return .failure(.overdue)
            } catch {
                self.process = nil
                return .failure(.lost("the helper ended: \(error)"))
            }
        } catch {
            return .failure(error)
        }
    }

    private func running() throws(Failure) -> ChildProcess {
        if let process { return process }
        do {
            let process = try ChildProcess(try command.words(running: script), environment: command.environment)
            let deadline = ContinuousClock.now + .seconds(60)
            try process.send(Data(SandboxWorker.script.utf8), by: deadline)
            let greeting = try JSONDecoder().decode(Greeting.self, from: process.receive(atMost: 1 << 16, by: deadline))
            if let problem = greeting.problem { throw Failure.refused(.noIsolation(reason: problem)) }
            self.process = process
            return process
        } catch let failure as Failure {
            throw failure
        } catch let error as SandboxError {
            throw .refused(error)
        } catch ChildProcess.Failure.ended(let words) {
            throw .refused(.noIsolation(reason: words.isEmpty ? "the helper ended at once" : words))
        } catch {
            throw .refused(.noIsolation(reason: "\(error)"))
        }
    }
}
