public import Experience

/// Correct where the answer in the completion says what the label says: numbers, formulas, sets, intervals, tuples,
/// matrices, choices (``MathComparison``).
public struct MathsVerifier: Verifier {
    public let name: String
    /// Where answers are looked for.
    public var location: AnswerLocation
    public var comparison: MathComparison
    /// A longer completion is read from its end, in bytes.
    public static let longest = 1 << 18

    public init(name: String = "maths", location: AnswerLocation = .flexible, comparison: MathComparison = MathComparison()) {
        (self.name, self.location, self.comparison) = (name, location, comparison)
    }

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        judge(completion, label: problem.label)
    }

    public func judge(_ completion: String, label: String) -> Judgement {
        guard let (answer, rule) = location.answer(in: Self.tail(completion)), !answer.isEmpty else {
            return Judgement(verdict: .unparseable, evidence: "no answer by the rule '\(location.rawValue)'")
        }
        guard answer.utf8.count <= AnswerExtraction.longestAnswer else {
            return Judgement(verdict: .unparseable, evidence: "an answer of \(answer.utf8.count) bytes is none")
        }
        let wanted = AnswerLocation.label(in: label)
        let isSame = AnswerPreparation.withoutSpaces(answer) == AnswerPreparation.withoutSpaces(label)
        let finding = isSame ? .init(isEqual: true, rule: "same text") : comparison.compare(answer, with: wanted)
        return Judgement(
            verdict: finding.isEqual ? .correct : .incorrect, answer: answer,
            evidence: "\(answer.prefix(80)) \(finding.isEqual ? "=" : "≠") \(wanted.prefix(80)), \(finding.rule) (\(rule))")
    }

    private static func tail(_ text: String) -> String {
        text.utf8.count <= longest ? text : String(decoding: text.utf8.suffix(longest), as: UTF8.self)
    }
}
