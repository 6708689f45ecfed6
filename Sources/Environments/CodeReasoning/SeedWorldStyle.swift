import Foundation

/// The words of the seed world, for a model that continues texts: questions as in its pretraining, answers in boxes.
///
/// A proposer is shown questions and continues the list with one more; its output stands in no text, the sandbox finds it.
/// The prompt template of the recipe is `question-answer`.
public struct SeedWorldStyle: ReasoningStyle {
    public static let name = "seed-world"

    public init() {}

    public var proposalsContinueText: Bool { true }

    /// As the seed world's own Python items ask it.
    public func question(for task: ReasoningTask) -> String {
        switch task.kind {
        case .deduction: "\(task.program)\nWhat is f(\(task.pairs[0].input))?"
        case .abduction: "\(task.program)\nFor which x is f(x) == \(task.pairs[0].output)?"
        case .induction: task.shownPairs.map { "f(\($0.input)) = \($0.output)" }.joined(separator: ", ") + "\nWhat does f(x) return?"
        case .errorDeduction: "\(task.program)\nWhich error does f(\(task.pairs[0].input)) raise?"
        }
    }

    public func answer(in completion: String, to kind: ReasoningTask.Kind) -> String? { AnswerExtraction.lastBoxed(in: completion) }

    public func program(from answer: String) -> String { answer.hasPrefix("def ") ? answer : "def f(x): return \(answer)" }

    public func proposalQuestion(_ kind: ReasoningTask.Kind, references: [ReasoningTask]) -> String {
        let shown = references.filter { !$0.pairs.isEmpty }.map { "Question: \($0.program)\nWhat is f(\($0.pairs[0].input))?\n" }
        return shown.joined() + "Question: def f(x): return"
    }

    public func inputsQuestion(for task: ReasoningTask, inputs: Int) -> String {
        let pair = task.pairs.first.map { "What is f(\($0.input))?\nAnswer: \\boxed{\($0.output)}\n" } ?? ""
        return "Question: \(task.program)\n\(pair)Question: f("
    }

    public func proposal(in completion: String, kind: ReasoningTask.Kind, program: String?) -> ReasoningProposal? {
        let text = completion.prefix(4096)
        if kind == .induction {
            guard let program, let end = text.range(of: "\nWhat does f(x) return?")?.lowerBound else { return nil }
            let inputs = Self.inputs(in: "f(" + text[..<end])
            return inputs.isEmpty ? nil : ReasoningProposal(program: program, inputs: inputs)
        }
        guard let question = text.range(of: "\nWhat is f("), let end = text[question.upperBound...].range(of: ")?")?.lowerBound else { return nil }
        let body = String(text[..<question.lowerBound]).trimmed
        let input = String(text[question.upperBound..<end])
        guard !body.isEmpty, !body.contains("\n"), !input.contains("\n"), !input.contains("?") else { return nil }
        return ReasoningProposal(program: "def f(x): return \(body)", inputs: [input])
    }

    /// The inputs of `f(3) = 30, f(4) = 38`; what stands right of the signs is the proposer's guess, and counts nothing.
    private static func inputs(in text: String) -> [String] {
        var inputs: [String] = []
        var rest = text[...]
        while let start = rest.range(of: "f("), let end = rest[start.upperBound...].range(of: ") = ") {
            inputs.append(String(rest[start.upperBound..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return inputs
    }

    public func keepsForm(_ completion: String, isProposal: Bool) -> Bool {
        isProposal || AnswerExtraction.lastBoxed(in: completion) != nil
    }
}
