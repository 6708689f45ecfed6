public import Experience
import Foundation
public import Sandbox

/// A user's own reward: a Python file that reads one JSON object, `{"question", "label", "completion", "specification"}`,
/// from standard input and prints one, `{"verdict": "correct"}` or `{"reward": 0.5}`, with an `"evidence"` if it likes.
///
/// It runs in the sandbox, once a completion. What it prints is trusted as the user's; a crash, anything that is not such
/// an object, or silence past the deadline says nothing about the completion and is an infrastructure failure.
public struct ScriptVerifier: Verifier {
    public let name: String
    private let source: String
    private let sandbox: Sandbox
    public var limits: SandboxLimits

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
        (self.source, self.name, self.sandbox, self.limits) = (source, name, sandbox, limits)
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        await reward(completion, for: problem).judgement
    }

    public func reward(_ completion: String, for problem: Problem) async -> Reward {
        let input = Input(question: problem.question, label: problem.label, completion: completion, specification: problem.specification)
        guard let data = try? JSONEncoder().encode(input) else { return failed("the completion is not text") }
        let result = await sandbox.run(
            SandboxProgram(source: source, standardInput: String(decoding: data, as: UTF8.self)), limits: limits)
        switch result.status {
        case .ok, .exited(code: 0): break
        case let ended:
            let last = result.standardError.split(separator: "\n").last ?? ""
            return failed("the script \(name): \(ended.summary). \(last.prefix(200))")
        }
        let line = result.standardOutput.split(separator: "\n").last.map(String.init) ?? ""
        guard let output = try? JSONDecoder().decode(Output.self, from: Data(line.utf8)), output.verdict != nil || output.reward != nil else {
            return failed("the script \(name) printed '\(line.prefix(100))'; expected {\"verdict\": …} or {\"reward\": …}")
        }
        if let reward = output.reward, !reward.isFinite { return failed("the script \(name) gave the reward \(reward)") }
        let verdict = output.verdict ?? (output.reward ?? 0 > 0 ? .correct : .incorrect)
        if verdict == .infrastructureFailure { return failed(output.evidence ?? "the script \(name) says so") }
        return Reward(
            value: output.reward ?? (verdict == .correct ? 1 : 0),
            judgement: Judgement(verdict: verdict, evidence: output.evidence ?? "by \(name)"))
    }

    private func failed(_ reason: String) -> Reward {
        Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: reason))
    }
}
