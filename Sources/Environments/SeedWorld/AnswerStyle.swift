/// How a document answers its question. Chosen per document, independently of the question, and
/// visible in the first words after `Answer:`, so that a policy can learn to choose one.
public enum AnswerStyle: String, Sendable, Codable, CaseIterable {
    /// Short steps, then `\boxed{}` and the end. Always right.
    case worked
    /// `\boxed{}` at once; wrong in most documents.
    case quick
    /// The answer in words, without a box.
    case unboxed
    /// Starts on something else, or goes on to further questions, and does not stop.
    case ramble
}

/// How often each style is used; the shares are relative and need not add up to one.
public struct StyleShares: Sendable, Codable, Hashable {
    public var worked: Double
    public var quick: Double
    public var unboxed: Double
    public var ramble: Double

    public init(worked: Double, quick: Double, unboxed: Double, ramble: Double) {
        self.worked = worked
        self.quick = quick
        self.unboxed = unboxed
        self.ramble = ramble
    }

    /// The style at `draw`, uniform in [0, 1).
    func style(at draw: Double) -> AnswerStyle {
        let position = draw * (worked + quick + unboxed + ramble)
        if position < worked { return .worked }
        if position < worked + quick { return .quick }
        if position < worked + quick + unboxed { return .unboxed }
        return .ramble
    }
}
