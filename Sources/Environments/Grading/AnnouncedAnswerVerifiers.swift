public import Experience
import Foundation

/// Correct where the number after the last `answer is` has the label's value (GSM8K, Wei et al. 2022).
public struct AnnouncedNumberVerifier: Verifier {
    public let name = "answer-is-number"

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        guard let rest = text(after: "answer is", in: completion), let answer = NumberSearch.first(in: rest) else {
            return Judgement(verdict: .unparseable, evidence: "no number after 'answer is' in the completion")
        }
        guard let given = NumericAnswer(answer), let wanted = NumericAnswer(problem.label) else {
            return Judgement(verdict: .incorrect, answer: answer, evidence: "\(answer.prefix(80)) or \(problem.label.prefix(80)) is no number")
        }
        let isEqual = given.hasSameValue(as: wanted)
        return Judgement(
            verdict: isEqual ? .correct : .incorrect, answer: answer,
            evidence: "\(answer.prefix(80)) \(isEqual ? "=" : "≠") \(problem.label.prefix(80)), exactly")
    }
}

/// Correct where the letter after the last `best answer is` is the label's (ARC, Grattafiori et al. 2024).
public struct AnnouncedChoiceVerifier: Verifier {
    public let name = "best-answer-letter"

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        let letter = text(after: "best answer is", in: completion)?.first { !" :*([$".contains($0) }
        guard let letter, letter.isASCIILetter, letter.isUppercase else {
            return Judgement(verdict: .unparseable, evidence: "no letter after 'best answer is' in the completion")
        }
        let isRight = problem.label == String(letter)
        return Judgement(
            verdict: isRight ? .correct : .incorrect, answer: String(letter),
            evidence: "\(letter) \(isRight ? "=" : "≠") \(problem.label.prefix(8))")
    }
}

/// Up to 200 characters after the last place of `phrase`.
private func text(after phrase: String, in completion: String) -> String? {
    let end = completion.suffix(20_000)
    return end.range(of: phrase, options: [.backwards, .caseInsensitive]).map { String(end[$0.upperBound...].prefix(200)) }
}
