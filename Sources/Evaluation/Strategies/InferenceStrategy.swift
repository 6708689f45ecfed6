public import Environments
public import Experience

/// An answer to one problem, and what was written on the way to it.
public struct StrategyAnswer: Sendable {
    /// What is judged.
    public var completion: Completion
    /// Earlier texts, in order.
    public var stages: [String] = []
    /// Tokens of all of them.
    public var tokenCount: Int

    init(_ completion: Completion) {
        self.completion = completion
        tokenCount = completion.tokens.count
    }
}

/// A way to spend inference on a problem: one call of the sampler, or several that build on each other.
public protocol InferenceStrategy: Sendable {
    static var name: String { get }
    /// One line for people, with the source.
    static var summary: String { get }
    init()

    /// The protocol as this strategy asks it.
    func prepared(_ evaluation: EvaluationProtocol) throws(EvaluationError) -> EvaluationProtocol

    /// `[P][k]`: the answers to each problem, k as the protocol says.
    func answers(to problems: [Problem], using asking: Asking, seed: UInt64) async throws -> [[StrategyAnswer]]
}

/// The strategies there are. One line for each.
public enum InferenceStrategies {
    public static let all: [any InferenceStrategy.Type] = [
        Direct.self, ZeroShotChainOfThought.self, SelfConsistency.self, SelfRefine.self,
    ]

    /// - Throws: `EvaluationError.unknownStrategy`.
    public static func named(_ name: String) throws(EvaluationError) -> any InferenceStrategy {
        guard let found = all.first(where: { $0.name == name }) else {
            throw .unknownStrategy(name: name, known: all.map { $0.name })
        }
        return found.init()
    }
}

/// The policy's own answers, as the protocol asks for them.
struct Direct: InferenceStrategy {
    static let name = "direct"
    static let summary = "the protocol as it stands"

    func prepared(_ evaluation: EvaluationProtocol) -> EvaluationProtocol { evaluation }

    func answers(to problems: [Problem], using asking: Asking, seed: UInt64) async throws -> [[StrategyAnswer]] {
        try await asking.completions(problems.map(asking.prompt), samples: asking.evaluation.samples, seed: seed)
            .map { $0.map(StrategyAnswer.init) }
    }
}
