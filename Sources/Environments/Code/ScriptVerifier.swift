public import Experience
import Foundation
public import Sandbox

/// A user's own reward: a Python file, or an executable, that reads one JSON object, `{"question", "label", "completion", "specification"}`,
/// from standard input and prints one, `{"verdict": "correct"}` or `{"reward": 0.5}`, with an `"evidence"` if it likes.
///
/// It runs in the sandbox, once a completion. What it prints is trusted as the user's; a crash, anything that is not such
/// an object, or silence past the deadline says nothing about the completion and is an infrastructure failure.
public struct ScriptVerifier: Verifier {
    public let name: String
    private enum Runner: Sendable {
        case python(source: String, Sandbox, SandboxLimits)
        case executable(IsolatedExecutable)
    }

    private let runner: Runner

    private struct Input: Encodable {
        var question: String
        var label: String
        var completion: String
        var specification: String
    }

    private struct Output: Decodable {
        var verdict: Verdict?
        var reward: Double?
        var evidence: String?
    }

    public init(source: String, name: String, sandbox: Sandbox, limits: SandboxLimits = SandboxLimits(wallSeconds: 10)) {
        (self.name, runner) = (name, .python(source: source, sandbox, limits))
    }

    /// Runs `executable` once a completion.
    public init(executable: IsolatedExecutable) {
        (name, runner) = (executable.file.lastPathComponent, .executable(executable))
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        await reward(completion, for: problem).judgement
    }

    public func reward(_ completion: String, for problem: Problem) async -> Reward {
        let input = Input(question: problem.question, label: problem.label, completion: completion, specification: problem.specification)
        guard let data = try? JSONEncoder().encode(input) else { return failed("the completion is not text") }
        let output: String
        switch await run(data) {
        case .success(let printed): output = printed
        case .failure(let failure): return failed("the script \(name): \(failure.reason)")
        }
        let line = output.split(separator: "\n").last.map(String.init) ?? ""
        guard let said = try? JSONDecoder().decode(Output.self, from: Data(line.utf8)), said.verdict != nil || said.reward != nil else {
            return failed("the script \(name) printed '\(line.prefix(100))'; expected {\"verdict\": …} or {\"reward\": …}")
        }
        if let reward = said.reward, !reward.isFinite { return failed("the script \(name) gave the reward \(reward)") }
        let verdict = said.verdict ?? (said.reward ?? 0 > 0 ? .correct : .incorrect)
        if verdict == .infrastructureFailure { return failed(said.evidence ?? "the script \(name) says so") }
        return Reward(
            value: said.reward ?? (verdict == .correct ? 1 : 0),
            judgement: Judgement(verdict: verdict, evidence: said.evidence ?? "by \(name)"))
    }

    private struct Failure: Error { var reason: String }

    /// What it printed.
    private func run(_ input: Data) async -> Result<String, Failure> {
        switch runner {
        case .python(let source, let sandbox, let limits):
            let result = await sandbox.run(SandboxProgram(source: source, standardInput: String(decoding: input, as: UTF8.self)), limits: limits)
            switch result.status {
            case .ok, .exited(code: 0): return .success(result.standardOutput)
            case let ended: return .failure(Failure(reason: "\(ended.summary). \((result.standardError.split(separator: "\n").last ?? "").prefix(200))"))
            }
        case .executable(let executable):
            do throws(SandboxError) {
                let (output, ending) = try await executable.run(input: input + Data("\n".utf8))
                switch ending {
                case .exited(code: 0): return .success(String(decoding: output, as: UTF8.self))
                case .exited(let code): return .failure(Failure(reason: "exited with \(code)"))
                case .killed(let signal): return .failure(Failure(reason: "killed by signal \(signal)"))
                case .timeout: return .failure(Failure(reason: "no verdict in \(executable.seconds) s; killed"))
                case .outputLimit: return .failure(Failure(reason: "more than \(IsolatedExecutable.longestOutput >> 20) MB of output"))
                case .notStarted(let reason): return .failure(Failure(reason: "cannot be started: \(reason)"))
                }
            } catch {
                return .failure(Failure(reason: "\(error)"))
            }
        }
    }

    private func failed(_ reason: String) -> Reward {
        Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: reason))
    }
}
