/// What is posed: a question, what a verifier needs to judge an answer, and where it came from.
public struct Problem: Sendable, Codable, Hashable, Identifiable {
    public var id: String
    /// The text shown to the policy, before any prompt template.
    public var question: String
    /// The reference answer. An empty label never matches anything.
    public var label: String
    /// The task family, such as `addition`; reports break results down by it.
    public var family: String
    /// Where it came from: a file and line, or a generator, seed and index.
    public var provenance: String
    /// JSON that says how an answer is run and checked, where a label cannot; empty where a label can.
    public var specification: String

    public init(
        id: String, question: String, label: String, family: String, provenance: String, specification: String = ""
    ) {
        self.id = id
        self.question = question
        self.label = label
        self.family = family
        self.provenance = provenance
        self.specification = specification
    }

    /// Problems stored before there were specifications have none.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        question = try fields.decode(String.self, forKey: .question)
        label = try fields.decode(String.self, forKey: .label)
        family = try fields.decode(String.self, forKey: .family)
        provenance = try fields.decode(String.self, forKey: .provenance)
        specification = try fields.decodeIfPresent(String.self, forKey: .specification) ?? ""
    }
}

/// A problem as the policy sees it: rendered through a template and encoded.
public struct Prompt: Sendable, Codable, Hashable {
    public var problem: Problem
    /// The rendered text, template included.
    public var text: String
    /// `[T]`, the ids of `text`.
    public var tokens: [Int32]
    /// Which baseline its rollouts share; one per prompt row unless a method says otherwise.
    public var stratum: String

    public init(problem: Problem, text: String, tokens: [Int32], stratum: String = "policy") {
        self.problem = problem
        self.text = text
        self.tokens = tokens
        self.stratum = stratum
    }
}
