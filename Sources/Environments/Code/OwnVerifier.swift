public import Experience
public import Sandbox

/// A user's own reward, a Python file or an executable: a function `reward`, whose parameters are any of `completion`, `label`,
/// `question` and `specification`, or a program that reads these as one JSON object from its standard input. It gives a number
/// or an object, a program as the last line of its standard output.
///
/// It runs in the sandbox, in new processes for every completion; an executable may start more, which end with it. What it
/// gives is trusted as the user's; a crash, what is no reward, or silence past the deadline says nothing about the completion
/// and is an infrastructure failure.
public struct OwnVerifier: Verifier {
    public var name: String { program.name }
    let program: OwnProgram

    init(program: OwnProgram) { self.program = program }

    /// A Python file's text.
    public init(source: String, name: String, sandbox: Sandbox, limits: SandboxLimits? = nil) {
        program = OwnProgram(source: source, name: name, sandbox: sandbox, limits: limits ?? OwnProgram.scriptLimits)
    }

    /// - Parameters:
    ///   - path: absolute.
    ///   - sandbox: made with that path among its `executables`.
    public init(executable path: String, sandbox: Sandbox, limits: SandboxLimits? = nil) {
        program = OwnProgram(executable: path, sandbox: sandbox, limits: limits ?? OwnProgram.executableLimits)
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        await reward(completion, for: problem).judgement
    }

    public func reward(_ completion: String, for problem: Problem) async -> Reward {
        await OwnReward.of(completion, for: problem, by: program)
    }
}
