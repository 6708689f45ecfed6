public import Experience

/// Correct where the completion is the label, character by character; white space around both does not count.
public struct ExactVerifier: Verifier {
    public let name = "exact"

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        TextComparison.judge(completion.trimmingSpaces, problem.label.trimmingSpaces, rule: "exact")
    }
}

/// Correct where completion and label are the same words: lower case, no punctuation, no articles, single spaces
/// (SQuAD's normalisation, Rajpurkar et al. 2016).
public struct NormalizedVerifier: Verifier {
    public let name = "normalized"

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        TextComparison.judge(TextComparison.normalized(completion), TextComparison.normalized(problem.label), rule: "normalised")
    }
}

/// Correct where the completion has at most, and at least, so many words; the label does not matter.
public struct LengthVerifier: Verifier {
    public let name = "length"
    public var words: ClosedRange<Int>

    public init(words: ClosedRange<Int> = 1...1000) { self.words = words }

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        let count = completion.split(whereSeparator: \.isWhitespace).count
        return Judgement(
            verdict: words.contains(count) ? .correct : .incorrect, answer: String(count),
            evidence: "\(count) words, \(words.lowerBound) to \(words.upperBound) asked")
    }
}

enum TextComparison {
    static func judge(_ answer: String, _ label: String, rule: String) -> Judgement {
        guard !label.isEmpty else { return Judgement(verdict: .incorrect, answer: answer, evidence: "the label is empty") }
        guard !answer.isEmpty else { return Judgement(verdict: .unparseable, evidence: "the completion is empty") }
        let isSame = answer.unicodeScalars.elementsEqual(label.unicodeScalars)
        return Judgement(
            verdict: isSame ? .correct : .incorrect, answer: String(answer.prefix(AnswerExtraction.longestAnswer)),
            evidence: "'\(answer.prefix(80))' \(isSame ? "=" : "≠") '\(label.prefix(80))', \(rule)")
    }

    static func normalized(_ text: String) -> String {
        let words = text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : " " }
        return String(words).split(separator: " ").filter { !["a", "an", "the"].contains($0) }.joined(separator: " ")
    }
}
