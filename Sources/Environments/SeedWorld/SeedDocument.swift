/// One piece of pretraining text: prompt and completion as the model reads them.
public struct SeedDocument: Sendable, Codable, Hashable {
    public var text: String
    /// The caller puts the end-of-text token after the text when this holds; a ramble runs on instead.
    public var endsWithEndOfText: Bool
    /// The family's name, or `dialogue`.
    public var family: String
    /// `nil` for dialogues.
    public var style: AnswerStyle?
    /// The keys of the items asked in it, for the proof that the splits are disjoint.
    public var itemKeys: [String]

    public init(
        text: String, endsWithEndOfText: Bool, family: String, style: AnswerStyle?, itemKeys: [String]
    ) {
        self.text = text
        self.endsWithEndOfText = endsWithEndOfText
        self.family = family
        self.style = style
        self.itemKeys = itemKeys
    }
}
