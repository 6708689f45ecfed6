/// Whether an answer says the same as a label, by the rules of the One-Shot-RLVR reward as far as they
/// concern numbers and literal text; it has no computer algebra.
///
/// A number must have the label's exact value (1.3333 is not 4/3). Against a whole or fractional label,
/// a fraction must be in lowest terms or be written as the label is: 8/6 is not 4/3. The reference also
/// refuses a reduced fraction where the label is unreduced; we accept it. Everything else is compared
/// letter by letter once typesetting and spaces are gone. An empty label equals nothing.
public enum AnswerEquivalence {
    /// How `answer` was found equal to `label`, or why not.
    public struct Finding: Sendable, Hashable {
        public var isEqual: Bool
        /// The rule that decided, for people.
        public var rule: String
    }

    public static func compare(_ answer: String, with label: String) -> Finding {
        let plainLabel = literal(label)
        guard !plainLabel.isEmpty else { return .init(isEqual: false, rule: "the label is empty and matches nothing") }
        let plainAnswer = literal(answer)
        guard !plainAnswer.isEmpty else { return .init(isEqual: false, rule: "the answer is empty") }
        guard let wanted = NumericAnswer(label) else {
            return .init(isEqual: plainAnswer == plainLabel, rule: "as text")
        }
        guard let given = NumericAnswer(answer) else {
            return .init(isEqual: false, rule: "the answer is not a number")
        }
        guard given.hasSameValue(as: wanted) else { return .init(isEqual: false, rule: "as exact numbers") }
        if given.form == .unreducedFraction, wanted.form != .decimal, plainAnswer != plainLabel {
            let same = wanted.form == .unreducedFraction && fractionText(answer) == fractionText(label)
            return .init(isEqual: same, rule: "the fraction is not in lowest terms")
        }
        return .init(isEqual: true, rule: "as exact numbers")
    }

    private static func literal(_ text: String) -> String {
        AnswerNormalization.withBraces(AnswerNormalization.plain(text, keepingText: true, keepingSpaces: false))
    }

    /// `\frac{8}{6}` and `8/6` alike.
    private static func fractionText(_ text: String) -> String {
        var plain = AnswerNormalization.plain(text, keepingText: false, keepingSpaces: false)
        if plain.contains("\\frac{") {
            plain = plain.replacing("\\frac{", with: "").replacing("}{", with: "/").replacing("}", with: "")
        }
        return plain
    }
}
