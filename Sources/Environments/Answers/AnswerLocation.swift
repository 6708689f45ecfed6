import Foundation

/// Where in a completion the answer stands. Each rule has a name, a protocol names its rule, and no other is tried.
public enum AnswerLocation: String, Sendable, Codable, CaseIterable {
    /// The content of the last closed `\boxed{}`.
    case lastBox = "last-box"
    /// The boxes at the end that only commas, `and` and `or` part; several make a list.
    case boxes
    /// What `final answer is` announces; else boxes; else the whole of a completion that is a formula and nothing else;
    /// else the last formula between dollars or in display, or the last number of the prose, whichever stands later, with
    /// what follows `answer is` before both.
    case flexible
    /// Formulas between dollars or in display, and boxes; no numbers in the prose.
    case latex
    /// After the last `####` (GSM8K).
    case hashes
    /// The last number in the text.
    case lastNumber = "last-number"
    /// After the last `final answer is` (Minerva), up to the end of the sentence.
    case finalAnswer = "final-answer"
    /// The completion as a whole.
    case whole

    /// The answer and the rule it was found by; `nil` where the rule finds none.
    public func answer(in completion: String) -> (text: String, rule: String)? {
        switch self {
        case .lastBox: return AnswerExtraction.lastBoxed(in: completion).map { ($0, "last box") }
        case .boxes: return Self.boxes(completion)
        case .hashes: return Self.hashes(completion)
        case .lastNumber: return Self.lastNumber(completion)
        case .finalAnswer: return Self.finalAnswer(completion)
        case .latex: return Self.boxes(completion) ?? Self.lastFormula(completion)
        case .flexible: return Self.flexible(completion)
        case .whole:
            let text = completion.trimmingSpaces
            return text.isEmpty ? nil : (text, "whole")
        }
    }

    /// What a label says: it may be a text with an answer in it, as the solutions of MATH are.
    static func label(in text: String) -> String {
        guard text.contains("\\boxed") || text.contains("$") else { return text }
        if !text.contains("\\boxed"), isFormula(text) { return text }
        return flexible(text)?.0 ?? text
    }

    private static func flexible(_ text: String) -> (String, String)? {
        if let found = finalAnswer(text), isFormula(found.0) { return found }
        if let found = boxes(text) { return found }
        if text.utf8.count <= 300, isFormula(text) { return (text.trimmingSpaces, "whole") }
        if let found = afterPhrase(text) { return found }
        let formula = FormulaSearch.last(in: text)
        let prose = FormulaSearch.prose(of: text)
        let number = NumberSearch.last(in: prose)
        switch (formula, number) {
        case (let formula?, let number?) where formula.end >= number.end: return (formula.text, "last formula")
        case (_, let number?):
            let sentence = String(prose.split(whereSeparator: \.isNewline).last { $0.contains(where: \.isASCIIDigit) } ?? prose)
            return NumberSearch.alternatives(in: String(sentence.suffix(120)), atEnd: true).map { ($0, "several numbers") } ?? (number.text, "last number")
        case (let formula?, nil): return (formula.text, "last formula")
        case (nil, nil): return FormulaSearch.bareFraction(in: text).map { ($0, "last fraction") }
        }
    }

    /// Whether a text reads as an answer that is no mere words.
    private static func isFormula(_ text: String) -> Bool {
        guard let read = MathAnswerReader.read(text), !holdsProse(text) else { return false }
        if case .text = read { return text.hasPrefix("\\text") && text.hasSuffix("}") }
        return !read.holdsText
    }

    private static let shortWords: Set<String> = [
        "is", "it", "we", "so", "if", "to", "of", "be", "no", "my", "me", "he", "us", "am", "as", "at", "by", "do", "go", "in", "on", "up", "an",
    ]

    /// Words that are neither functions nor units nor names of points.
    private static func holdsProse(_ text: String) -> Bool {
        (MathTokenizer.tokens(text) ?? []).contains { token in
            guard case .letters(let run) = token, run.count > 1 else { return false }
            let isKnown = MathFunction.spellings[run] != nil || MathUnits.words.contains(run.lowercased())
                || MathParser.constants[run] != nil || MathParser.greek.contains(run)
                || ["and", "or", "pi", "inf", "oo", "infinity", "sqrt", "percent", "pct", "matrix", "pmatrix", "bmatrix", "array"].contains(run)
            // AB and xy are names side by side; "is" and "We" are not.
            let isName = run.count <= 3 && run.allSatisfy(\.isUppercase) || run.count == 2 && !shortWords.contains(run.lowercased())
            return !isKnown && !isName
        }
    }

    private static func boxes(_ text: String) -> (String, String)? {
        let found = AnswerExtraction.boxes(in: text)
        guard let last = found.last else { return nil }
        var group = [last]
        for box in found.dropLast().reversed() {
            guard let first = group.first, joins(text.utf8[box.end..<first.start]) else { break }
            group.insert(box, at: 0)
        }
        // The same answer boxed twice is one answer.
        let parts = group.map(\.content).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return parts.count == 1 ? (parts[0], "last box") : (parts.joined(separator: " \\text{ and } "), "\(parts.count) boxes")
    }

    /// Whether nothing but separators stands between two boxes.
    private static func joins(_ between: Substring.UTF8View.SubSequence) -> Bool {
        guard between.count <= 60 else { return false }
        var text = String(decoding: between, as: UTF8.self)
        for word in ["\\text", "\\qquad", "\\quad", "\\(", "\\)", "\\,", "\\ "] { text = text.replacing(word, with: " ") }
        // One word joins; `and and and or thus but` does not.
        for word in ["and", "or"] where text.contains(word) {
            text = text.replacing(word, with: " ", maxReplacements: 1)
            break
        }
        // The name that the next box gives a value: y_2 =.
        text = text.replacing(/[A-Za-z](_\{?[A-Za-z0-9]+\}?)?\s*=/, with: " ", maxReplacements: 1)
        return text.allSatisfy { $0.isWhitespace || "{}$,;.".contains($0) }
    }

    private static func hashes(_ text: String) -> (String, String)? {
        guard let mark = text.range(of: "####", options: .backwards) else { return nil }
        let line = text[mark.upperBound...].prefix { $0 != "\n" }.drop { $0 == ":" || $0.isWhitespace }
        let answer = String(line).trimmingSpaces
        return answer.isEmpty ? nil : (answer, "after ####")
    }

    private static let phrases = [
        "final answer is", "answer is", "answer:", "réponse est", "réponse:", "réponse :", "答案是", "答案为", "答案：", "答案:", "الإجابة هي",
        "respuesta es", "antwort ist", "ответ:",
    ]

    /// Phrases are looked for in the last bytes of a text.
    private static let longestTail = 20_000

    private static func tail(_ text: String) -> String {
        text.utf8.count <= longestTail ? text : String(decoding: text.utf8.suffix(longestTail), as: UTF8.self)
    }

    private static func afterPhrase(_ text: String) -> (String, String)? {
        let text = tail(text)
        let lowered = text.lowercased()
        guard lowered.utf8.count == text.utf8.count else { return nil }
        let places = phrases.compactMap { lowered.range(of: $0, options: .backwards)?.upperBound }
        guard let start = places.max() else { return nil }
        let offset = lowered.utf8.distance(from: lowered.startIndex, to: start)
        let rest = text.utf8[text.utf8.index(text.startIndex, offsetBy: offset)...]
        let sentence = String(decoding: rest.prefix(200), as: UTF8.self)
        let end = sentence.range(of: #"[.。!?](\s|$)|\n|。"#, options: .regularExpression)?.lowerBound ?? sentence.endIndex
        let line = String(sentence[..<end])
        // (C), or a letter alone.
        if let letter = line.firstMatch(of: /^\s*:?\s*\**\(?([A-Z])\)?\**\s*$/) { return (String(letter.output.1), "after 'answer is'") }
        if let several = NumberSearch.alternatives(in: line) { return (several, "after 'answer is', several") }
        if let formula = FormulaSearch.first(in: line) ?? FormulaSearch.bareFraction(in: line) { return (formula, "after 'answer is'") }
        if let equals = line.lastIndex(of: "="), let number = NumberSearch.first(in: String(line[equals...])) { return (number, "after 'answer is'") }
        return NumberSearch.first(in: line).map { ($0, "after 'answer is'") }
    }

    private static func finalAnswer(_ text: String) -> (String, String)? {
        let text = tail(text)
        let lowered = text.lowercased()
        guard lowered.utf8.count == text.utf8.count, let found = lowered.range(of: "final answer is", options: .backwards) else { return nil }
        let offset = lowered.utf8.distance(from: lowered.startIndex, to: found.upperBound)
        var rest = Substring(String(decoding: text.utf8[text.utf8.index(text.startIndex, offsetBy: offset)...], as: UTF8.self))
        if let end = rest.range(of: "I hope it is correct") { rest = rest[..<end.lowerBound] }
        var answer = String(rest.prefix { $0 != "\n" }).trimmingSpaces
        while answer.hasSuffix(".") || answer.hasPrefix(":") { answer = answer.hasPrefix(":") ? String(answer.dropFirst()).trimmingSpaces : String(answer.dropLast()) }
        if let boxed = AnswerExtraction.lastBoxed(in: answer) { answer = boxed }
        return answer.isEmpty ? nil : (answer, "after 'final answer is'")
    }

    private static func lastNumber(_ text: String) -> (String, String)? {
        NumberSearch.last(in: text[...]).map { ($0.text, "last number") }
    }

    private static func lastFormula(_ text: String) -> (String, String)? {
        FormulaSearch.last(in: text).map { ($0.text, "last formula") }
    }
}
