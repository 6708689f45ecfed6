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

    private static func afterPhrase(_ text: String) -> (String, String)? {
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

/// Numbers in prose.
enum NumberSearch {
    /// The last number and where it ends, in characters from the end of the text.
    static func last(in text: Substring) -> (text: String, end: Int)? { all(in: text.suffix(20_000)).last }
    static func first(in text: String) -> String? { all(in: text[...]).first?.text }

    /// `1, 2 or 3`, where a text names several numbers to choose from.
    ///
    /// - Parameter atEnd: whether the last number must be one of them.
    static func alternatives(in text: String, atEnd: Bool = false) -> String? {
        let found = all(in: text[...])
        let or = atEnd ? /(?i)[0-9%]\s*,?\s*or\s+-?[0-9.,\/]+[^0-9]*$/ : /(?i)[0-9%]\s*,?\s*or\s+-?[0-9]/
        guard found.count > 1, text.firstMatch(of: or) != nil else { return nil }
        return found.map(\.text).joined(separator: " \\text{ or } ")
    }

    /// `-1,234.5`, `3/4`, `25%`; not digits within a word.
    private static func all(in text: Substring) -> [(text: String, end: Int)] {
        var found: [(text: String, end: Int)] = []
        let characters = Array(text)
        var index = 0
        while index < characters.count {
            guard characters[index].isASCIIDigit else {
                index += 1
                continue
            }
            let start = index
            while index < characters.count, isPart(characters, index) { index += 1 }
            var end = index
            if end < characters.count, characters[end] == "/", end + 1 < characters.count, characters[end + 1].isASCIIDigit {
                end += 1
                while end < characters.count, isPart(characters, end) { end += 1 }
                index = end
            }
            let before = start > 0 ? characters[start - 1] : " "
            // AZYUK2A is a word; 溶液5 is not one.
            if before.isASCIILetter || before == "_" || before == "^" { continue }
            var number = String(characters[start..<end])
            if before == "-" || before == "−", start < 2 || !(characters[start - 2].isASCIIDigit || characters[start - 2] == ")") { number = "-" + number }
            var after = end
            while after < characters.count, characters[after] == " " { after += 1 }
            if after < characters.count, characters[after] == "%" || String(characters[after...].prefix(3)) == "pct" || String(characters[after...].prefix(7)) == "percent" {
                number += "%"
            }
            found.append((number, end - characters.count))
        }
        return found
    }

    private static func isPart(_ characters: [Character], _ index: Int) -> Bool {
        if characters[index].isASCIIDigit { return true }
        let isSign = characters[index] == "," || characters[index] == "."
        return isSign && index + 1 < characters.count && characters[index + 1].isASCIIDigit
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
    var isASCIILetter: Bool { isASCII && isLetter }
}

/// Formulas between the marks of LaTeX.
enum FormulaSearch {
    /// The content of the last pair of `$…$`, `$$…$$`, `\(…\)` (on one line), `\[…\]` that reads as an answer; a text
    /// that is LaTeX throughout counts as a whole.
    /// Where it ends is counted in characters from the end of the text.
    static func last(in text: String) -> (text: String, end: Int)? {
        let text = text.suffix(100_000)
        let found = all(in: text).suffix(20)
        for index in found.indices.reversed() where reads(found[index].content) {
            // $1$ and $2$ and $3$ are one answer.
            var contents = [found[index].content + found[index].tail]
            for before in found.indices[..<index].reversed() where reads(found[before].content) {
                let between = text[found[before].range.upperBound..<found[before + 1].range.lowerBound]
                guard ["and", "or", ","].contains(String(between).trimmingSpaces) else { break }
                contents.insert(found[before].content, at: 0)
            }
            let end = -text.distance(from: found[index].range.upperBound, to: text.endIndex)
            return (contents.joined(separator: " \\text{ and } "), end)
        }
        return nil
    }

    static func first(in text: String) -> String? {
        all(in: text[...]).first { reads($0.content) }.map { $0.content + $0.tail }
    }

    /// The text with formulas that read as one, and such as are broken over lines, blanked out.
    static func prose(of text: String) -> Substring {
        let tail = text.suffix(20_000)
        var prose = ""
        var place = tail.startIndex
        for formula in all(in: tail, acrossLines: true) where reads(formula.content) || formula.content.contains("\n") || formula.isBroken {
            prose += tail[place..<formula.range.lowerBound]
            prose += String(repeating: " ", count: tail[formula.range].count)
            place = formula.range.upperBound
        }
        return Substring(prose + tail[place...])
    }

    /// The last `\frac{a}{b}` of a text whose formulas have lost their marks.
    static func bareFraction(in text: String) -> String? {
        text.suffix(2000).matches(of: /\\[dt]?frac\{[0-9]+\}\{[0-9]+\}/).last.map { String($0.output) }
    }

    private static func reads(_ content: String) -> Bool {
        guard let read = MathAnswerReader.read(content) else { return false }
        return !read.holdsText || content.contains("\\text")
    }

    private struct Formula {
        var content: String
        var tail: String
        var range: Range<Substring.Index>
        var isBroken = false
    }

    /// Formulas in order, each with a percent sign that may follow.
    private static func all(in text: Substring, acrossLines: Bool = false) -> [Formula] {
        var found: [Formula] = []
        var rest = text
        // Marks that are not closed any more; looking again would make this quadratic.
        var unclosed: Set<String> = []
        while let open = rest.firstIndex(where: { $0 == "$" || $0 == "\\" }) {
            let marks: (open: String, close: String, isInline: Bool)?
            let from = rest[open...]
            if from.hasPrefix("$$") {
                marks = ("$$", "$$", false)
            } else if from.hasPrefix("$") {
                marks = ("$", "$", true)
            } else if from.hasPrefix("\\[") {
                marks = ("\\[", "\\]", false)
            } else if from.hasPrefix("\\(") {
                marks = ("\\(", "\\)", true)
            } else {
                marks = nil
            }
            guard let marks else {
                rest = from.dropFirst(2)
                continue
            }
            let content = from.dropFirst(marks.open.count)
            guard !unclosed.contains(marks.close), let close = content.range(of: marks.close) else {
                unclosed.insert(marks.close)
                rest = content
                continue
            }
            let inner = content[..<close.lowerBound]
            let isBroken = marks.isInline && inner.contains("\n")
            if isBroken, !acrossLines || marks.open == "$" {
                rest = content
                continue
            }
            let after = content[close.upperBound...]
            let tail = after.drop { $0 == " " }
            found.append(
                Formula(
                    content: String(inner).trimmingSpaces, tail: tail.hasPrefix("%") || tail.hasPrefix("\\%") ? "%" : "",
                    range: open..<close.upperBound, isBroken: isBroken))
            rest = after
        }
        return found.filter { !$0.content.isEmpty }
    }
}
