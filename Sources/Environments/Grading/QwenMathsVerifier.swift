public import Experience
import Foundation

/// The grading of the Qwen2.5-Math evaluator, which One-Shot-RLVR reports with: more lenient than any training reward.
///
/// Extraction, in this order: `final answer is $…$. I hope`; the last box; what follows `he answer is`; what follows
/// `final answer is`; the last number of the text. Equality is ``QwenMathsEquality``.
public struct QwenMathsVerifier: Verifier {
    public let name = "qwen-maths"

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        guard let (answer, rule) = Self.answer(in: completion) else {
            return Judgement(verdict: .unparseable, evidence: "no final answer, box or number in the completion")
        }
        guard answer.utf8.count <= AnswerExtraction.longestAnswer else {
            return Judgement(verdict: .unparseable, evidence: "an answer of \(answer.utf8.count) bytes is none")
        }
        let isEqual = QwenMathsEquality.isEqual(answer, to: problem.label)
        return Judgement(
            verdict: isEqual ? .correct : .incorrect, answer: answer,
            evidence: "\(answer.prefix(80)) \(isEqual ? "=" : "≠") \(problem.label.prefix(80)) (\(rule))")
    }

    static func answer(in completion: String) -> (text: String, rule: String)? {
        let text = String(completion.suffix(100_000))
        if let end = text.range(of: "$. I hope", options: .backwards)?.lowerBound,
            let start = text[..<end].range(of: "final answer is $", options: .backwards)?.upperBound
        {
            return found(String(text[start..<end]), "final answer is $…$")
        }
        if let box = AnswerExtraction.lastBoxed(in: text) { return found(box, "last box") }
        for phrase in ["he answer is", "final answer is"] {
            if let start = text.range(of: phrase, options: .backwards)?.upperBound { return found(String(text[start...]), "after '\(phrase)'") }
        }
        return NumberSearch.last(in: text[...]).map { ($0.text, "last number") }
    }

    /// The first line, without the full stop, colon and dollars around it.
    private static func found(_ text: String, _ rule: String) -> (text: String, rule: String)? {
        let line = text.trimmed.split(separator: "\n").first.map(String.init) ?? ""
        var answer = line.trimmed
        while let last = answer.last, "./:$ ".contains(last) { answer.removeLast() }
        while let first = answer.first, ":$ ".contains(first) { answer.removeFirst() }
        return answer.isEmpty ? nil : (answer, rule)
    }
}

/// The evaluator's equality: the same text but for letter case; numbers within a relative 1e-4 of the reference, of a
/// hundredth of it, or of a hundred times it (so that 50 % is 0.5 and 50; fractions only of the reference itself); everything else as ``MathComparison`` compares,
/// lists in their order. An empty reference equals nothing.
enum QwenMathsEquality {
    static func isEqual(_ answer: String, to reference: String) -> Bool {
        let (answer, reference) = (answer.trimmed, reference.trimmed)
        guard !answer.isEmpty, !reference.isEmpty else { return false }
        if answer.lowercased() == reference.lowercased() { return true }
        if let given = number(answer), let wanted = number(reference) {
            let (isDecimal, value) = (given.isDecimal && wanted.isDecimal, wanted.value)
            return (isDecimal ? [value / 100, value, value * 100] : [value]).contains { abs(given.value - $0) <= 1e-4 * abs($0) }
        }
        return MathComparison().compare(answer, with: AnswerLocation.label(in: reference)).isEqual
    }

    /// A per cent sign is taken off: the hundredfold is tried anyway, but of fractions.
    private static func number(_ text: String) -> (value: Double, isDecimal: Bool)? {
        let plain = text.replacing("\\%", with: "").replacing("%", with: "")
        guard let read = NumericAnswer(plain) else { return nil }
        return (Double(read.numerator) / Double(read.denominator), read.form == .whole || read.form == .decimal)
    }
}
