public import Experience
import Foundation
public import Sandbox

/// A user's own reward, an executable: one JSON object, `{"question", "label", "completion", "specification"}`, on its
/// standard input; a number or an object as the last line of its standard output.
///
/// It runs isolated as programs do, in new processes for every completion, and may start processes of its own, which end
/// with it. As with ``ScriptVerifier``, whatever goes wrong is an infrastructure failure and never a reward.
public struct ExecutableVerifier: Verifier {
    public let name: String
    private let path: String
    private let sandbox: Sandbox
    public var limits: SandboxLimits

    /// - Parameters:
    ///   - path: absolute.
    ///   - sandbox: made with that path among its `executables`.
    public init(
        path: String, sandbox: Sandbox, limits: SandboxLimits = SandboxLimits(wallSeconds: 10, memoryBytes: 4 << 30, scratch: true)
    ) {
        (self.path, self.sandbox, self.limits) = (path, sandbox, limits)
        name = URL(filePath: path).lastPathComponent
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        await reward(completion, for: problem).judgement
    }

    public func reward(_ completion: String, for problem: Problem) async -> Reward {
        let fields: String
        do {
            fields = String(decoding: try JSONEncoder().encode(OwnReward.Fields(completion, problem)), as: UTF8.self) + "\n"
        } catch {
            return OwnReward.failed("the completion cannot be handed over: \(error)")
        }
        let result = await sandbox.run(SandboxExecutable(path: path, standardInput: fields), limits: limits)
        return OwnReward.failure(result, name) ?? OwnReward.reading(result.standardOutput, by: name)
    }
}
