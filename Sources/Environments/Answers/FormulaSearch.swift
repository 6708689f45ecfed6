import Foundation

/// Formulas between the marks of LaTeX.
enum FormulaSearch {
    /// The content of the last pair of `$…$`, `$$…$$`, `\(…\)` (on one line), `\[…\]` that reads as an answer; a text
    /// that is LaTeX throughout counts as a whole.
    /// Where it ends is counted in characters from the end of the text.
    static func last(in text: String) -> (text: String, end: Int)? {
        let text = text.suffix(20_000)
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
