import Sandbox

/// Whether a proposal is a task, in the order of Zhao et al. 2025, §3.3.3, and what is wrong with it otherwise.
///
/// 1. the form, 2. imports by real module name, 3. inputs as literals, 4. the program is one and runs, 5. the same values in two
/// processes with different hash seeds, 6. values that are literals and not too long. The first that fails is told.
public struct ProposalCheck: Sendable {
    /// Why a proposal is refused: `content` by a pattern of the content policy, `classifier` by its classifier. The machinery's
    /// failure is none of the proposer's making.
    public enum Refusal: String, Codable, Sendable, CaseIterable {
        case form, imports, input, syntax, exception, timeout, memory, exited, killed, output, nondeterministic, constant, pairs, length, content, classifier
        case infrastructure
    }

    public struct Refused: Error, Sendable, Hashable {
        public var reason: Refusal
        public var evidence: String

        public init(reason: Refusal, evidence: String) {
            self.reason = reason
            self.evidence = evidence
        }
    }

    let executor: ReasoningExecutor
    let modules: Set<String>
    /// In characters; a longer value is refused, never cut.
    let longestOutput: Int
    /// In bytes.
    let longestProgram: Int

    public init(executor: ReasoningExecutor, modules: [String], longestOutput: Int = 400, longestProgram: Int = 8192) {
        self.executor = executor
        self.modules = Set(modules)
        self.longestOutput = longestOutput
        self.longestProgram = longestProgram
    }

    /// The task that a proposal makes.
    ///
    /// - Parameters:
    ///   - shown: pairs of an induction that the solver will see.
    ///   - hidden: further inputs of an induction, beside those proposed.
    public func task(_ proposal: ReasoningProposal, kind: ReasoningTask.Kind, shown: Int, hidden: [String] = []) async throws(Refused) -> ReasoningTask {
        guard proposal.program.utf8.count <= longestProgram else {
            throw Refused(reason: .length, evidence: "the program has \(proposal.program.utf8.count) bytes, at most \(longestProgram) are taken")
        }
        if let module = PythonImports.roots(in: proposal.program).first(where: { !modules.contains($0) }) {
            throw Refused(reason: .imports, evidence: "the module '\(module)' may not be imported")
        }
        var inputs: [String] = []
        for input in proposal.inputs + hidden {
            let canonical = try Self.canonical(input)
            if !inputs.contains(canonical) { inputs.append(canonical) }
        }
        if kind == .induction, inputs.count <= shown || shown < 1 {
            throw Refused(reason: .pairs, evidence: "\(inputs.count) different inputs leave none to judge by when \(shown) are shown")
        }
        let execution = await executor.run(proposal.program, on: inputs, twice: true)
        let outputs = try kind == .errorDeduction ? Self.errors(execution) : values(execution, of: inputs)
        let pairs = zip(inputs, outputs).map { ReasoningTask.Pair(input: $0, output: $1) }
        return ReasoningTask(
            kind: kind, program: proposal.program, pairs: pairs, shown: kind == .induction ? shown : 0, message: String(proposal.message.prefix(2000)))
    }

    /// The arguments as Python writes them, which makes equal inputs equal texts.
    static func canonical(_ input: String) throws(Refused) -> String {
        do {
            let values = try PythonLiteral.arguments(parsing: input)
            return values.map(\.description).joined(separator: ", ")
        } catch {
            throw Refused(reason: .input, evidence: "\(input.prefix(80)): \(error)")
        }
    }

    private func values(_ execution: ReasoningExecutor.Execution, of inputs: [String]) throws(Refused) -> [String] {
        if let refused = Self.refusal(of: execution) { throw refused }
        var outputs: [String] = []
        for (index, input) in inputs.enumerated() {
            if let name = index < execution.exceptions.count ? execution.exceptions[index] : nil {
                throw Refused(reason: .exception, evidence: "f(\(input.prefix(80))) raises \(name)")
            }
            guard index < execution.values.count, let value = execution.values[index] else {
                throw Refused(reason: .output, evidence: "f(\(input.prefix(80))) gives no literal, or one that is too long")
            }
            guard value.count <= longestOutput else {
                throw Refused(reason: .output, evidence: "f(\(input.prefix(80))) gives \(value.count) characters, at most \(longestOutput) are taken")
            }
            outputs.append(value)
        }
        return outputs
    }

    /// The exception's class of the one call, or `NoError`.
    private static func errors(_ execution: ReasoningExecutor.Execution) throws(Refused) -> [String] {
        if let refused = refusal(of: execution) { throw refused }
        guard let exception = execution.exceptions.first else { throw Refused(reason: .output, evidence: "the call gave nothing") }
        return [exception ?? "NoError"]
    }

    private static func refusal(of execution: ReasoningExecutor.Execution) -> Refused? {
        if execution.isInfrastructureFailure { return Refused(reason: .infrastructure, evidence: execution.summary) }
        let reason: Refusal? = switch execution.status {
        case "ok": nil
        case "timeout": .timeout
        case "memory": .memory
        case "output-limit": .output
        case "nondeterministic": .nondeterministic
        case "exited": .exited
        case "killed": .killed
        default: execution.summary.contains("SyntaxError") || execution.summary.contains("IndentationError") ? .syntax : .exception
        }
        return reason.map { Refused(reason: $0, evidence: execution.summary) }
    }
}
