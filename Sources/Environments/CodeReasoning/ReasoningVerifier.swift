public import Experience
import Sandbox

/// Judges answers to reasoning tasks. What the solver wrote is parsed as literals and never spliced into source; a program
/// it wrote runs in the sandbox on inputs it has not seen.
///
/// - deduction: the value, with its type (`1`, `1.0` and `True` are three)
/// - abduction: the program runs on the proposed input, and the outputs are compared
/// - induction: the program runs on the hidden pairs only, and all must fit
/// - error deduction: the exception's class, letter case aside
public struct ReasoningVerifier: Verifier {
    public let name = "code-reasoning"
    let executor: ReasoningExecutor
    let style: any ReasoningStyle
    /// Absolute, for floats anywhere in a value.
    let tolerance: Double

    public init(executor: ReasoningExecutor, style: any ReasoningStyle, tolerance: Double = 1e-6) {
        self.executor = executor
        self.style = style
        self.tolerance = tolerance
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        let task: ReasoningTask
        do {
            task = try ReasoningTask(json: problem.specification)
        } catch {
            return Judgement(verdict: .infrastructureFailure, evidence: "the problem \(problem.id) has no reasoning task that can be read")
        }
        return await judge(completion, of: task)
    }

    public func judge(_ completion: String, of task: ReasoningTask) async -> Judgement {
        guard task.isComplete else {
            return Judgement(verdict: .infrastructureFailure, evidence: "the task has \(task.pairs.count) pairs, \(task.shown) of them shown")
        }
        guard let answer = style.answer(in: completion, to: task.kind), !answer.isEmpty else {
            return Judgement(verdict: .unparseable, evidence: "no answer in the form that was asked for")
        }
        guard answer.utf8.count <= 1 << 14 else {
            return Judgement(verdict: .unparseable, evidence: "an answer of \(answer.utf8.count) bytes is none")
        }
        switch task.kind {
        case .deduction: return deduction(answer, task.pairs[0])
        case .abduction: return await abduction(answer, task)
        case .induction: return await induction(answer, task)
        case .errorDeduction: return errorDeduction(answer, task.pairs[0])
        }
    }

    private func deduction(_ answer: String, _ pair: ReasoningTask.Pair) -> Judgement {
        do {
            let isRight = try isEqual(PythonLiteral(parsing: answer), pair.output)
            return verdict(isRight, answer, "\(answer.prefix(100)) \(isRight ? "=" : "≠") \(pair.output.prefix(100)), type and value")
        } catch {
            return Judgement(verdict: .unparseable, answer: answer, evidence: "\(error)")
        }
    }

    private func abduction(_ answer: String, _ task: ReasoningTask) async -> Judgement {
        do {
            _ = try PythonLiteral.arguments(parsing: answer)
        } catch {
            return Judgement(verdict: .unparseable, answer: answer, evidence: "\(error)")
        }
        let execution = await executor.run(task.program, on: [answer])
        return judged(execution, against: task.pairs, answer, "f(\(answer.prefix(100)))")
    }

    private func induction(_ answer: String, _ task: ReasoningTask) async -> Judgement {
        let hidden = Array(task.hiddenPairs)
        let execution = await executor.run(style.program(from: answer), on: hidden.map(\.input))
        return judged(execution, against: hidden, answer, "\(hidden.count) hidden pairs")
    }

    private func errorDeduction(_ answer: String, _ pair: ReasoningTask.Pair) -> Judgement {
        let word = String(answer.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        let isRight = !word.isEmpty && word.lowercased() == pair.output.lowercased()
        return verdict(isRight, word, "\(word.prefix(100)) \(isRight ? "=" : "≠") \(pair.output.prefix(100))")
    }

    private func judged(_ execution: ReasoningExecutor.Execution, against pairs: [ReasoningTask.Pair], _ answer: String, _ what: String) -> Judgement {
        if execution.isInfrastructureFailure { return Judgement(verdict: .infrastructureFailure, answer: answer, evidence: execution.summary) }
        for (index, pair) in pairs.enumerated() {
            guard index < execution.values.count else {
                return Judgement(verdict: Self.verdict(of: execution), answer: answer, evidence: "\(what): \(execution.summary)")
            }
            guard let value = execution.values[index], let read = try? PythonLiteral(parsing: value) else {
                return verdict(false, answer, "\(what): \(execution.exceptions[index] ?? "no literal") in place of \(pair.output.prefix(100))")
            }
            guard isEqual(read, pair.output) else { return verdict(false, answer, "\(what): \(value.prefix(100)) ≠ \(pair.output.prefix(100))") }
        }
        return verdict(true, answer, "\(what): as asked")
    }

    private func isEqual(_ value: PythonLiteral, _ expected: String) -> Bool {
        guard let expected = try? PythonLiteral(parsing: expected) else { return false }
        return value.equals(expected, .typed, tolerance: tolerance)
    }

    private func verdict(_ isRight: Bool, _ answer: String, _ evidence: String) -> Judgement {
        Judgement(verdict: isRight ? .correct : .incorrect, answer: answer, evidence: evidence)
    }

    private static func verdict(of execution: ReasoningExecutor.Execution) -> Verdict {
        switch execution.status {
        case "timeout": .timeout
        case "memory", "output-limit": .resourceLimit
        default: .incorrect
        }
    }
}
