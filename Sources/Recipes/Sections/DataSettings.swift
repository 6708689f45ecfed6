/// `data:` what is trained on, what is held out, and how a question becomes a prompt.
public struct DataSettings: RecipeSection, Hashable {
    /// A JSONL or Parquet file, or `seed-world`.
    public var train = "seed-world"
    /// The examples to train on, by index or id; empty means all.
    public var example: [ExampleReference] = []
    /// A JSONL or Parquet file, or `seed-world`; `null` evaluates nothing.
    public var heldout: String?
    public var promptTemplate = PromptTemplate.raw
    /// Only with the chat template.
    public var systemPrompt: String?
    /// Who judges an answer: the name of a verifier, or a Python file. The default is the training reward of One-Shot-RLVR.
    public var verifier = "one-shot-maths"
    /// Which grader decides where the verifier has two: `maths`, `maths-boxed`, `maths-unordered`.
    public var grader = Grader.native
    /// Read only this many training problems.
    public var limit: Int?

    public enum Grader: String, RecipeChoice {
        case native, agree, either
        case mathVerify = "math-verify"
    }

    public init() {}

    public static let fields: [RecipeField<DataSettings>] = [
        .init("train", \.train, .notEmpty("name a JSONL or Parquet file, or seed-world")),
        .init("example", \.example),
        .init(optional: "heldout", \.heldout, .notEmpty("name a JSONL or Parquet file, or seed-world, or use null")),
        .init("prompt_template", \.promptTemplate),
        .init(optional: "system_prompt", \.systemPrompt),
        .init("verifier", \.verifier, .notEmpty("name a verifier; 'autodidact verify ls' lists them")),
        .init("grader", \.grader),
        .init(optional: "limit", \.limit, .atLeast(1, "there would be nothing to train on")),
    ]

    public var faults: [RecipeFault] {
        guard systemPrompt != nil, promptTemplate != .chat else { return [] }
        return [.init("system_prompt", "only the chat template has a place for it; set data.prompt_template to chat")]
    }
}

/// One example of a data set: the row, counted from 0, or the id.
public enum ExampleReference: RecipeValue, Hashable {
    case index(Int)
    case id(String)

    public static var expected: String { "the row of an example, from 0, or its id" }

    public static func read(_ node: RecipeNode) -> ExampleReference? {
        if let index = Int.read(node) { return index >= 0 ? .index(index) : nil }
        return String.read(node).flatMap { $0.isEmpty ? nil : .id($0) }
    }

    public var resolved: ResolvedValue {
        switch self {
        case .index(let index): index.resolved
        case .id(let id): .text(id)
        }
    }
}

/// How a question becomes the text the policy continues.
public enum PromptTemplate: RecipeValue, Hashable {
    /// The question as it stands; an environment's own prompt text where it has one.
    case raw
    /// The model's chat template, the question as the user's message.
    case chat
    /// `Question: …`, a new line, `Answer:`.
    case questionAnswer
    /// Any text with `{question}` in it.
    case custom(String)

    public static var expected: String { "raw, chat, question-answer, or a text with {question} in it" }

    public static func read(_ node: RecipeNode) -> PromptTemplate? {
        switch String.read(node) {
        case "raw": .raw
        case "chat": .chat
        case "question-answer": .questionAnswer
        case .some(let text) where text.contains("{question}"): .custom(text)
        default: nil
        }
    }

    public var resolved: ResolvedValue {
        switch self {
        case .raw: .text("raw")
        case .chat: .text("chat")
        case .questionAnswer: .text("question-answer")
        case .custom(let text): .text(text)
        }
    }

    /// The text for a question. `chat` gives the user's message alone; the chat template is applied to it.
    public func text(for question: String) -> String {
        switch self {
        case .raw, .chat: question
        case .questionAnswer: "Question: \(question)\nAnswer:"
        case .custom(let text): text.replacing("{question}", with: question)
        }
    }
}
