public import Experience
import Foundation

/// Correct where the letter of the choice in the completion is the label's (ARC).
public struct ChoiceVerifier: Verifier {
    public let name = "choice"
    /// The labels a choice may have; ARC's are A to E, or 1 to 5.
    public var choices: [Character]

    public init(choices: [Character] = Array("ABCDEFGH")) { self.choices = choices }

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        guard let label = ChoiceExtraction.choice(in: problem.label, among: choices)?.letter ?? Self.digit(problem.label) else {
            return Judgement(verdict: .infrastructureFailure, evidence: "the label '\(problem.label.prefix(40))' names no choice")
        }
        let known = label.isNumber ? Array("12345") : choices
        guard let (letter, rule) = ChoiceExtraction.choice(in: completion, among: known) else {
            return Judgement(verdict: .unparseable, evidence: "no choice among \(String(known)) in the completion")
        }
        return Judgement(
            verdict: letter == label ? .correct : .incorrect, answer: String(letter),
            evidence: "\(letter) \(letter == label ? "=" : "≠") \(label) (\(rule))")
    }

    private static func digit(_ label: String) -> Character? {
        let text = label.trimmingSpaces
        return text.count == 1 ? text.first { $0.isASCIIDigit } : nil
    }
}

/// Which choice a text commits to: the last box; else the letter after `answer is` (in the languages of the phrases
/// below); else the letter that the text begins with; else the last letter that stands alone and is not denied.
public enum ChoiceExtraction {
    private static let phrases = [
        "answer is", "answer:", "answer to this question is", "choice is", "option is", "i think it's", "i think it is", "i choose",
        "réponse est", "réponse :", "réponse:", "答案是", "答案为", "答案：", "答案:", "应选", "选择", "respuesta es", "antwort ist", "ответ:",
    ]
    private static let denials = ["not ", "n't be ", "non ", "不是", "不选", "never ", "nicht ", "neither ", "nor ", "n't ", "pas "]

    public static func choice(in text: String, among choices: [Character]) -> (letter: Character, rule: String)? {
        let text = String(text.suffix(100_000))
        if let box = AnswerExtraction.lastBoxed(in: text) {
            let inner = box.replacing("\\text", with: "").filter { !"(){}.$ ".contains($0) }
            return inner.count == 1 && choices.contains(inner.first ?? " ") ? (inner.first ?? " ", "last box") : nil
        }
        let characters = Array(text)
        let lowered = Array(text.lowercased())
        if lowered.count == characters.count, let found = afterPhrase(characters, lowered, choices) { return (found, "after 'answer is'") }
        if let first = leading(characters, choices) { return (first, "at the beginning") }
        return lastAlone(characters, lowered, choices).map { ($0, "last letter alone") }
    }

    private static func afterPhrase(_ text: [Character], _ lowered: [Character], _ choices: [Character]) -> Character? {
        var best: (place: Int, letter: Character)?
        for phrase in phrases.map(Array.init) {
            var start = 0
            while let found = firstRange(of: phrase, in: lowered, from: start) {
                start = found.upperBound
                // Up to the end of the sentence, and not far.
                for index in found.upperBound..<min(text.count, found.upperBound + 40) where stands(text, index, choices) {
                    if isDenied(lowered, index) { continue }
                    if index >= best?.place ?? -1 { best = (index, text[index]) }
                    break
                }
            }
        }
        return best?.letter
    }

    private static func firstRange(of phrase: [Character], in text: [Character], from start: Int) -> Range<Int>? {
        guard text.count >= phrase.count, start <= text.count - phrase.count else { return nil }
        for index in start...(text.count - phrase.count) where text[index] == phrase[0] && Array(text[index..<(index + phrase.count)]) == phrase {
            return index..<(index + phrase.count)
        }
        return nil
    }

    private static func leading(_ text: [Character], _ choices: [Character]) -> Character? {
        guard let index = text.firstIndex(where: { !$0.isWhitespace && !"(*[".contains($0) }), choices.contains(text[index]) else { return nil }
        guard index + 1 < text.count else { return text[index] }
        let next = text[index + 1]
        if ").:,]*。，、\n".contains(next) || !next.isASCII { return text[index] }
        // "C Cecile", but not "A dog barks".
        guard next == " ", index + 2 < text.count else { return nil }
        return text[index + 2].isUppercase || !text[index + 2].isASCII ? text[index] : nil
    }

    private static func lastAlone(_ text: [Character], _ lowered: [Character], _ choices: [Character]) -> Character? {
        for index in text.indices.reversed() where stands(text, index, choices) {
            if lowered.count == text.count, isDenied(lowered, index) { continue }
            // An article is no choice.
            if text[index] == "A" || text[index] == "I", index + 2 < text.count, text[index + 1] == " ", text[index + 2].isLowercase { continue }
            return text[index]
        }
        return nil
    }

    /// Whether a choice's letter stands at `index` with no letter or digit beside it.
    private static func stands(_ text: [Character], _ index: Int, _ choices: [Character]) -> Bool {
        guard choices.contains(text[index]) else { return false }
        let isPart = { (character: Character) in character.isASCII && (character.isLetter || character.isNumber) || character == "'" }
        return !(index > 0 && isPart(text[index - 1])) && !(index + 1 < text.count && isPart(text[index + 1]))
    }

    private static func isDenied(_ lowered: [Character], _ index: Int) -> Bool {
        let before = String(lowered[max(0, index - 8)..<index])
        return denials.contains { before.hasSuffix($0) || before.hasSuffix($0.trimmingSpaces + " (") }
    }
}
