/// One sampled answer to one held-out item.
public struct EvaluationRow: Sendable, Codable, Hashable {
    /// The same in every evaluation of the same set: comparisons are paired by it.
    public var itemID: String
    public var family: String
    /// 0 for one sample an item; 0..<k where k are drawn.
    public var sample: Int
    public var correct: Bool
    /// What the policy wrote.
    public var text: String
    public var question: String
    public var label: String
    /// What the verifier read as the answer.
    public var answer: String?
    /// Tokens of the completion, if counted.
    public var tokenCount: Int?

    public init(
        itemID: String, family: String, sample: Int = 0, correct: Bool, text: String, question: String = "",
        label: String = "", answer: String? = nil, tokenCount: Int? = nil
    ) {
        self.itemID = itemID
        self.family = family
        self.sample = sample
        self.correct = correct
        self.text = text
        self.question = question
        self.label = label
        self.answer = answer
        self.tokenCount = tokenCount
    }
}

/// One evaluation of the policy: its name, such as `heldout/before` or `heldout/step-20`, and its size.
public struct EvaluationSummary: Sendable, Codable, Hashable {
    public var name: String
    public var step: Int
    public var items: Int
    public var samples: Int
    /// Correct samples over samples.
    public var accuracy: Double
}
