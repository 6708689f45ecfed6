/// What a proposer wrote: a program with an input, or inputs with a message for a program that is given.
public struct ReasoningProposal: Sendable, Hashable {
    public var program: String
    /// One, or several for an induction.
    public var inputs: [String]
    public var message: String

    public init(program: String, inputs: [String], message: String = "") {
        self.program = program
        self.inputs = inputs
        self.message = message
    }
}

/// How tasks are put into words for a policy, and how its words are read.
public protocol ReasoningStyle: Sendable {
    /// The name in recipes.
    static var name: String { get }

    /// The question of a solver.
    func question(for task: ReasoningTask) -> String
    /// The solver's answer: an output, an input, or a program as ``program(from:)`` takes it.
    func answer(in completion: String, to kind: ReasoningTask.Kind) -> String?
    /// The program that an induction's answer is.
    func program(from answer: String) -> String

    /// Whether a proposer's question is text to continue as it stands, without the recipe's template.
    var proposalsContinueText: Bool { get }
    /// What a proposer of programs is asked, with tasks to differ from.
    func proposalQuestion(_ kind: ReasoningTask.Kind, references: [ReasoningTask]) -> String
    /// What a proposer of `inputs` inputs is asked, for a task's program.
    func inputsQuestion(for task: ReasoningTask, inputs: Int) -> String
    /// What the proposer wrote; `nil` where it is not in the form that was asked for.
    func proposal(in completion: String, kind: ReasoningTask.Kind, program: String?) -> ReasoningProposal?
    /// Whether a completion keeps the form, apart from being right.
    func keepsForm(_ completion: String, isProposal: Bool) -> Bool
}

/// The styles there are. One line for each.
public enum ReasoningStyles {
    public static let all: [any ReasoningStyle.Type] = [SeedWorldStyle.self, FencedStyle.self]
}
