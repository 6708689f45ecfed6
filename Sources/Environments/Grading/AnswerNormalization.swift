/// Takes the typesetting out of an answer, after the normaliser of Hendrycks et al. 2021 (MATH).
enum AnswerNormalization {
    /// Removed whole where a number is read: they hold a unit.
    private static let textCommands: Set<String> = [
        "text", "textbf", "textit", "textrm", "textsf", "textnormal", "mathrm", "mathbf", "mbox", "operatorname",
    ]
    private static let silentCommands: Set<String> = [
        "left", "right", "big", "Big", "bigl", "bigr", "displaystyle", "textstyle", "quad", "qquad", "limits", "degree",
    ]

    /// - Parameters:
    ///   - keepingText: whether `\text{…}` gives its content (words are compared) or nothing (a unit).
    ///   - keepingSpaces: whether runs of spaces become one space or none.
    static func plain(_ answer: String, keepingText: Bool, keepingSpaces: Bool) -> String {
        let scalars = Array(answer.unicodeScalars)
        var output = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "\\":
                command(scalars, &index, &output, keepingText: keepingText)
            case "$", "%", "°", "£", "€": break
            case "\u{2212}", "\u{2013}", "\u{FE63}", "\u{FF0D}": output.append("-")
            case "^":
                if let end = endOfDegree(scalars, at: index) { index = end } else { output.append(scalar) }
            case "{" where index + 1 < scalars.count && scalars[index] == "," && scalars[index + 1] == "}":
                output.append(",")
                index += 2
            case _ where scalar.properties.isWhitespace || scalar == "~":
                if keepingSpaces, output.last != " " { output.append(" ") }
            default: output.append(scalar)
            }
        }
        while let last = output.last, last == " " || last == "." { output.removeLast() }
        while output.first == " " { output.removeFirst() }
        return String(output)
    }

    /// `\frac34` and `\sqrt3` with the braces TeX lets people leave out.
    static func withBraces(_ plain: String) -> String {
        guard plain.contains("\\frac") || plain.contains("\\sqrt") else { return plain }
        var output = ""
        var rest = Substring(plain)
        while let character = rest.first {
            let arguments = rest.hasPrefix("\\frac") ? 2 : rest.hasPrefix("\\sqrt") ? 1 : 0
            guard arguments > 0 else {
                output.append(character)
                rest.removeFirst()
                continue
            }
            output += rest.prefix(5)
            rest.removeFirst(5)
            for _ in 0..<arguments {
                guard let next = rest.first else { break }
                if next.isNumber || next.isLetter {
                    output += "{\(next)}"
                    rest.removeFirst()
                } else if next == "{", let end = rest.firstIndex(of: "}"), !rest[..<end].dropFirst().contains("{") {
                    output += rest[...end]
                    rest = rest[rest.index(after: end)...]
                } else {
                    break
                }
            }
        }
        return output
    }

    private static func command(
        _ scalars: [Unicode.Scalar], _ index: inout Int, _ output: inout String.UnicodeScalarView, keepingText: Bool
    ) {
        var name = String.UnicodeScalarView()
        var next = index
        while next < scalars.count, scalars[next].properties.isAlphabetic, scalars[next].isASCII {
            name.append(scalars[next])
            next += 1
        }
        guard !name.isEmpty else {
            // `\,`, `\!`, `\%`, `\$` and the like say nothing; `\{` and `\}` are set braces.
            if index < scalars.count {
                // A doubled backslash before a word is a slip of quoting, not a line break.
                if scalars[index] == "\\", index + 1 < scalars.count, scalars[index + 1].properties.isAlphabetic {
                    return
                }
                if scalars[index] == "{" || scalars[index] == "}" { output.append(contentsOf: ["\\", scalars[index]]) }
                if scalars[index] == "\\" { output.append(contentsOf: ["\\", "\\"]) }
                index += 1
            }
            return
        }
        index = next
        switch String(name) {
        case "frac", "dfrac", "tfrac", "cfrac": output.append(contentsOf: "\\frac".unicodeScalars)
        case "le": output.append(contentsOf: "\\leq".unicodeScalars)
        case "ge": output.append(contentsOf: "\\geq".unicodeScalars)
        case let name where silentCommands.contains(name): break
        case let name where textCommands.contains(name):
            guard let group = group(scalars, at: index) else { return }
            index = group.end
            if keepingText { output.append(contentsOf: scalars[group.content]) }
        default:
            output.append("\\")
            output.append(contentsOf: name)
            // A letter after the command would join it once the space is gone.
            if index < scalars.count, scalars[index].properties.isWhitespace, index + 1 < scalars.count,
                scalars[index + 1].properties.isAlphabetic
            {
                output.append("{")
                output.append("}")
            }
        }
    }

    /// The braces that follow at `index`, spaces allowed before them.
    private static func group(_ scalars: [Unicode.Scalar], at index: Int) -> (content: Range<Int>, end: Int)? {
        var start = index
        while start < scalars.count, scalars[start] == " " { start += 1 }
        guard start < scalars.count, scalars[start] == "{" else { return nil }
        var depth = 0
        for position in start..<scalars.count {
            if scalars[position] == "{" { depth += 1 }
            if scalars[position] == "}" { depth -= 1 }
            if depth == 0 { return (start + 1..<position, position + 1) }
        }
        return nil
    }

    /// The end of `\circ` or `{\circ}` at `index`, just after a caret.
    private static func endOfDegree(_ scalars: [Unicode.Scalar], at index: Int) -> Int? {
        for form in ["\\circ", "{\\circ}"] {
            let wanted = Array(form.unicodeScalars)
            if scalars[index...].starts(with: wanted) { return index + wanted.count }
        }
        return nil
    }
}
