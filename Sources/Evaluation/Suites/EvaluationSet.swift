public import Environments
public import Experience

/// A suite as it is about to be asked: its problems, and its protocol with whatever was changed in it.
public struct EvaluationSet: Sendable {
    public var name: String
    public var evaluation: EvaluationProtocol
    public var problems: [Problem]
    /// How many the whole published set has; `nil` for sets of one's own.
    public var publishedCount: Int?
    /// A file, or a generator.
    public var source: String
    /// SHA-256 of the file.
    public var sourceHash: String?

    public init(
        name: String, evaluation: EvaluationProtocol, problems: [Problem], publishedCount: Int? = nil, source: String,
        sourceHash: String? = nil
    ) {
        self.name = name
        self.evaluation = evaluation
        self.problems = problems
        self.publishedCount = publishedCount
        self.source = source
        self.sourceHash = sourceHash
    }
}
