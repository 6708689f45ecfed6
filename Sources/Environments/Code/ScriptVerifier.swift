public import Experience
import Foundation
public import Sandbox

/// A user's own reward, a Python file: a function `reward`, whose parameters are any of `completion`, `label`,
/// `question` and `specification`, or a script that reads these as one JSON object and prints a number or an object.
///
/// It runs in the sandbox, in a new process for every completion. What it gives is trusted as the user's; a crash, what is
/// no reward, or silence past the deadline says nothing about the completion and is an infrastructure failure.
public struct ScriptVerifier: Verifier {
    public let name: String
    private let source: String
    private let sandbox: Sandbox
    public var limits: SandboxLimits

    public init(source: String, name: String, sandbox: Sandbox, limits: SandboxLimits = SandboxLimits(wallSeconds: 10)) {
        (self.source, self.name, self.sandbox, self.limits) = (source, name, sandbox, limits)
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        await reward(completion, for: problem).judgement
    }

    public func reward(_ completion: String, for problem: Problem) async -> Reward {
        let fields: String
        do {
            fields = String(decoding: try JSONEncoder().encode(OwnReward.Fields(completion, problem)), as: UTF8.self)
        } catch {
            return OwnReward.failed("the completion cannot be handed over: \(error)")
        }
        guard hasFunction else {
            let result = await sandbox.run(SandboxProgram(source: source, standardInput: fields), limits: limits, origin: .benchmark)
            return OwnReward.failure(result, name) ?? OwnReward.reading(result.standardOutput, by: name)
        }
        let result = await sandbox.run(
            SandboxProgram(source: source + Self.call, standardInput: fields, calls: [.init("_autodidact_reward", "()")]),
            limits: limits, origin: .benchmark)
        return OwnReward.failure(result, name) ?? OwnReward.reading(result.outcomes.first, by: name)
    }

    private var hasFunction: Bool { source.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("def reward(") } }

    /// The fields come as JSON on standard input, so that no text of a model is ever part of a source.
    private static let call = """


        def _autodidact_reward():
            import json, sys
            fields = json.load(sys.stdin)
            code = reward.__code__
            return reward(**{name: fields[name] for name in code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]})
        """
}
