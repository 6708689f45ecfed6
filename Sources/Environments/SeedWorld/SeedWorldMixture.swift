/// What the pretraining text is made of. The defaults are the corpus of the shipped seed model.
///
/// Quick answers outnumber worked ones and are mostly wrong: a reward for the mere presence of a box
/// then has no reason to prefer the style that is right, which is what the format control measures.
public struct SeedWorldMixture: Sendable, Codable, Hashable {
    /// The share of documents of one family.
    public struct FamilyShare: Sendable, Codable, Hashable {
        public var family: SeedFamily
        public var share: Double

        public init(_ family: SeedFamily, _ share: Double) {
            self.family = family
            self.share = share
        }
    }

    /// Styles of the maths families.
    public var mathsStyles = StyleShares(worked: 0.34, quick: 0.32, unboxed: 0.24, ramble: 0.10)
    /// Styles of the Python and polynomial families: milder, mostly worked.
    public var otherStyles = StyleShares(worked: 0.50, quick: 0.20, unboxed: 0.20, ramble: 0.10)
    /// How often a quick answer is wrong.
    public var quickErrorRate = 0.7
    /// How often an unboxed answer is wrong.
    public var unboxedErrorRate = 0.5
    /// A ramble holds this many further questions, at least one and at most this.
    public var longestRamble = 2
    /// Documents by family, relative shares; `dialogueShare` is in the same units.
    public var families: [FamilyShare] = [
        .init(.addition, 0.15), .init(.subtraction, 0.13), .init(.multiplication, 0.09),
        .init(.equation, 0.08), .init(.sequence, 0.05), .init(.wordProblem, 0.10), .init(.fraction, 0.05),
        .init(.deduction, 0.08), .init(.abduction, 0.05), .init(.induction, 0.05),
        .init(.derivative, 0.05), .init(.integral, 0.05),
    ]
    /// Documents that are dialogues.
    public var dialogueShare = 0.08

    public init() {}

    /// The corpus of the shipped seed model.
    public static let base = SeedWorldMixture()

    /// The family at `draw`, uniform in [0, 1), or `nil` for a dialogue.
    func family(at draw: Double) -> SeedFamily? {
        var position = draw * families.reduce(dialogueShare) { $0 + $1.share }
        for entry in families {
            if position < entry.share { return entry.family }
            position -= entry.share
        }
        return nil
    }
}
