public import Experience

/// The world of the seed model: arithmetic and word problems, small Python functions, polynomials, and
/// dialogues, all written by a generator from a seed.
///
/// Its pretraining text mixes answer styles (``AnswerStyle``) independently of the question, so that a
/// model trained on it knows more than it shows at first try: it can work a sum out, but often guesses,
/// leaves out the box, or wanders off. Reinforcement then has a latent ability to bring out. Items for
/// evaluation and the pool of training examples are disjoint from the pretraining text by construction
/// (``SeedSplit``).
public struct SeedWorld: Sendable, Hashable, Codable {
    public var mixture: SeedWorldMixture

    public init(mixture: SeedWorldMixture = .base) {
        self.mixture = mixture
    }

    // MARK: Problems

    /// The problem number `index` of a family in a split. Two indices may give one item; use
    /// ``heldOutSet(perFamily:families:seed:)`` for distinct ones.
    public func problem(family: SeedFamily, index: Int, seed: UInt64, split: SeedSplit) -> Problem {
        Self.problem(
            item(family, index, seed, split), id: .init(split: split, family: family, seed: seed, index: index))
    }

    /// `perFamily` distinct items of each family, none of which pretraining text or the pool holds: the
    /// same list for the same arguments. Families in the order given, items in the order of their index.
    /// A family with fewer items gives what it has.
    public func heldOutSet(
        perFamily: Int, families: [SeedFamily] = SeedFamily.maths, seed: UInt64 = 0
    ) -> [Problem] {
        distinct(perFamily: perFamily, families: families, seed: seed, split: .heldOut)
    }

    /// `perFamily` distinct candidates for the one training example of each family.
    public func pool(perFamily: Int, families: [SeedFamily] = SeedFamily.maths, seed: UInt64 = 0) -> [Problem] {
        distinct(perFamily: perFamily, families: families, seed: seed, split: .pool)
    }

    /// What the model is asked to continue.
    public func promptText(for problem: Problem) -> String {
        Self.prompt(problem.question)
    }

    /// A worked solution in the corpus's best style, for supervised methods and as reference; `nil` for a
    /// problem that is not of this world.
    public func workedCompletion(for problem: Problem) -> String? {
        guard let id = SeedProblemID(problem.id) else { return nil }
        let item = item(id.family, id.index, id.seed, id.split)
        guard item.question == problem.question, item.answer == problem.label else { return nil }
        var generator = SeededGenerator(seed: id.seed, stream: problem.id + "/worked")
        return AnswerText.worked(item, &generator)
    }

    private func distinct(perFamily: Int, families: [SeedFamily], seed: UInt64, split: SeedSplit) -> [Problem] {
        families.flatMap { family in
            var keys: Set<String> = []
            var problems: [Problem] = []
            var index = 0
            // A family whose items run out stops being asked after many repetitions.
            while problems.count < perFamily, index < 40 * perFamily + 400 {
                let item = item(family, index, seed, split)
                if keys.insert(item.key).inserted {
                    problems.append(
                        Self.problem(item, id: .init(split: split, family: family, seed: seed, index: index)))
                }
                index += 1
            }
            return problems
        }
    }

    // MARK: Pretraining text

    /// The document number `index` of the corpus of `seed`.
    public func document(index: Int, seed: UInt64) -> SeedDocument {
        var g = SeededGenerator(seed: seed, stream: "document/\(index)")
        guard let family = mixture.family(at: g.uniform()) else {
            let dialogue = Dialogue.text(&g)
            return SeedDocument(
                text: dialogue.ends ? dialogue.text : dialogue.text + "\n", endsWithEndOfText: dialogue.ends,
                family: "dialogue", style: nil, itemKeys: [])
        }
        let styles = family.subject == .maths ? mixture.mathsStyles : mixture.otherStyles
        let style = styles.style(at: g.uniform())
        let item = family.item(&g, split: .pretraining)
        var keys = [item.key]
        var text = Self.prompt(item.question)
        switch style {
        case .worked: text += AnswerText.worked(item, &g)
        case .quick: text += AnswerText.quick(item, errorRate: mixture.quickErrorRate, &g)
        case .unboxed: text += AnswerText.unboxed(item, errorRate: mixture.unboxedErrorRate, &g)
        case .ramble: text += ramble(family, &g, &keys)
        }
        return SeedDocument(
            text: text, endsWithEndOfText: style != .ramble, family: family.rawValue, style: style, itemKeys: keys)
    }

    /// An opening that leads away, then further questions answered at once, and no end.
    private func ramble(_ family: SeedFamily, _ g: inout SeededGenerator, _ keys: inout [String]) -> String {
        var text = g.element(of: AnswerText.rambleOpenings) + "\n"
        for _ in 0..<g.int(in: 1...max(1, mixture.longestRamble)) {
            let item = family.item(&g, split: .pretraining)
            keys.append(item.key)
            text += Self.prompt(item.question)
            text +=
                g.uniform() < 0.75
                ? AnswerText.unboxed(item, errorRate: mixture.unboxedErrorRate, &g)
                : AnswerText.quick(item, errorRate: mixture.quickErrorRate, &g)
            text += "\n"
        }
        return text
    }

    // MARK: Parts

    private static func prompt(_ question: String) -> String { "Question: \(question)\nAnswer:" }

    private func item(_ family: SeedFamily, _ index: Int, _ seed: UInt64, _ split: SeedSplit) -> SeedItem {
        var generator = SeededGenerator(seed: seed, stream: "\(split.rawValue)/\(family.rawValue)/\(index)")
        return family.item(&generator, split: split)
    }

    private static func problem(_ item: SeedItem, id: SeedProblemID) -> Problem {
        Problem(
            id: id.description, question: item.question, label: item.answer, family: id.family.rawValue,
            provenance: "seed-world: \(item.key)", specification: item.task?.json ?? "")
    }
}

extension SeedWorld {
    /// The problem that an id such as `seed-world/pool/word-problem/0/4` names; `nil` for an id of another world.
    public func problem(id text: String) -> Problem? {
        guard let id = SeedProblemID(text) else { return nil }
        return problem(family: id.family, index: id.index, seed: id.seed, split: id.split)
    }
}
