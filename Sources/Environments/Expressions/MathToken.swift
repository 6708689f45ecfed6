/// A piece of a formula, as LaTeX or plain text writes it.
enum MathToken: Sendable, Hashable {
    /// Digits with at most one point.
    case number(String)
    /// A run of letters, such as `x`, `sin`, `miles`.
    case letters(String)
    /// A command without its backslash, such as `frac`.
    case command(String)
    /// `\text{…}` and its like.
    case text(String)
    /// One character, or one of `<= >= != ** ->`.
    case symbol(String)
    /// White space that LaTeX would not set; it parts words and mixed numbers.
    case space
}

/// Text to tokens. Spacing, sizes and fonts are dropped; Unicode signs become their commands.
struct MathTokenizer {
    /// A longer text is no answer, in bytes.
    static let longest = 4096

    static func tokens(_ text: String) -> [MathToken]? {
        guard text.utf8.count <= longest else { return nil }
        var tokenizer = MathTokenizer(text)
        return tokenizer.all()
    }

    private let scalars: [Unicode.Scalar]
    private var place = 0

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private static let dropped: Set<String> = [
        "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
        "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "middle", "mathstrut", "strut", "hfill", "hline",
        "rm", "bf", "it", "cal", "boldsymbol", "mathrm", "mathbf", "mathit", "mathsf", "mathcal", "mathbb", "mathfrak", "bm", "operatorname",
        "nonumber", "notag", "centering", "phantom",
    ]
    private static let fonts: Set<String> = ["mathrm", "mathbf", "mathit", "mathsf", "mathcal", "mathbb", "mathfrak", "boldsymbol", "bm"]
    private static let texts: Set<String> = ["text", "textbf", "textit", "textrm", "textnormal", "mbox", "hbox", "textsf", "emph", "texttt"]
    private static let spaces: Set<String> = ["quad", "qquad", "enspace", "thinspace", "space", "hspace", "hskip", "vspace", ";", ":", " ", "\n", "\t", ">"]
    private static let unicode: [Unicode.Scalar: MathToken] = [
        "−": .symbol("-"), "–": .symbol("-"), "×": .command("times"), "·": .command("cdot"), "⋅": .command("cdot"),
        "∗": .symbol("*"), "÷": .symbol("/"), "π": .command("pi"), "∞": .command("infty"), "≤": .command("le"),
        "⩽": .command("le"), "≥": .command("ge"), "⩾": .command("ge"), "≠": .command("ne"), "≈": .command("approx"),
        "∈": .command("in"), "∪": .command("cup"), "∩": .command("cap"), "√": .command("sqrt"), "±": .command("pm"),
        "°": .command("circ"), "θ": .command("theta"), "α": .command("alpha"), "β": .command("beta"), "γ": .command("gamma"),
        "λ": .command("lambda"), "μ": .command("mu"), "φ": .command("phi"), "ω": .command("omega"), "∅": .command("emptyset"),
        "ℝ": .text("ℝ"), "ℤ": .text("ℤ"), "ℕ": .text("ℕ"), "ℚ": .text("ℚ"), "ℂ": .text("ℂ"), "∘": .command("circ"), "′": .symbol("'"), "ℏ": .command("hbar"), "Δ": .command("Delta"), "Φ": .command("Phi"),
    ]
    private static let powers: [Unicode.Scalar: String] = [
        "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
    ]

    private mutating func all() -> [MathToken]? {
        var tokens: [MathToken] = []
        while place < scalars.count {
            guard let token = next(&tokens) else { continue }
            if token == .space, tokens.last == .space || tokens.isEmpty { continue }
            tokens.append(token)
        }
        if tokens.last == .space { tokens.removeLast() }
        return tokens
    }

    private mutating func next(_ tokens: inout [MathToken]) -> MathToken? {
        let scalar = scalars[place]
        if scalar == "\\" { return command() }
        if isDigit(scalar) || (scalar == "." && place + 1 < scalars.count && isDigit(scalars[place + 1])) { return number() }
        if scalar.isASCII, scalar.properties.isAlphabetic { return letters() }
        place += 1
        if scalar.properties.isWhitespace || scalar == "~" { return .space }
        if scalar == "$" || scalar == "\u{200B}" || scalar == "\u{FEFF}" { return nil }
        if let power = Self.powers[scalar] {
            tokens.append(.symbol("^"))
            return .number(power)
        }
        if let known = Self.unicode[scalar] { return known }
        let pair = place < scalars.count ? String(String.UnicodeScalarView([scalar, scalars[place]])) : ""
        if ["<=", ">=", "!=", "**", "->", "=="].contains(pair) {
            place += 1
            return .symbol(pair == "==" ? "=" : pair)
        }
        return .symbol(String(scalar))
    }

    private mutating func command() -> MathToken? {
        place += 1
        guard place < scalars.count else { return nil }
        let start = place
        while place < scalars.count, scalars[place].isASCII, scalars[place].properties.isAlphabetic { place += 1 }
        guard place > start else {
            let character = String(scalars[place])
            place += 1
            if ["!", ",", "/"].contains(character) { return character == "/" ? .symbol("/") : nil }
            if Self.spaces.contains(character) { return .space }
            if ["{", "}", "|", "\\"].contains(character) { return .command(character) }
            if ["(", ")", "[", "]"].contains(character) { return nil }
            return character == "$" ? .text("dollars") : .symbol(character)
        }
        let name = String(String.UnicodeScalarView(scalars[start..<place]))
        if Self.texts.contains(name) {
            let content = group() ?? ""
            // \text{arctanh} is the function; \text{min} and \text{sec} are units as well.
            return MathFunction.spellings[content] != nil && content.count > 3 ? .letters(content) : .text(content)
        }
        if name == "operatorname" {
            let before = place
            if place < scalars.count, scalars[place] == "*" { place += 1 }
            if let content = group(), MathFunction.spellings[content] != nil { return .letters(content) }
            place = before
        }
        if name == "mathbb", let set = numberSet() { return set }
        if Self.fonts.contains(name), let content = font() { return content }
        if name == "varnothing" { return .command("emptyset") }
        if Self.spaces.contains(name) { return .space }
        if name.hasPrefix("quad"), name.count == 5 {  // \quadx, where a space was lost
            place -= 1
            return .space
        }
        if Self.dropped.contains(name) { return nil }
        return .command(["dfrac", "tfrac", "cfrac"].contains(name) ? "frac" : name)
    }

    private static let numberSets: [String: String] = ["R": "ℝ", "Z": "ℤ", "N": "ℕ", "Q": "ℚ", "C": "ℂ"]

    /// `\mathbb{R}` is the set of the real numbers, not a name.
    private mutating func numberSet() -> MathToken? {
        let before = place
        if let content = group(), let set = Self.numberSets[content] { return .text(set) }
        place = before
        return nil
    }

    /// `\mathrm{cm}` is a word, `\mathrm{e}` a letter.
    private mutating func font() -> MathToken? {
        let before = place
        guard let whole = group(), !whole.isEmpty else { return nil }
        // \mathrm{~m/s}: what keeps its distance is a unit.
        let content = whole.filter { $0 != "~" }
        if content.count < whole.count { return .text(content.trimmingSpaces) }
        let isWord = content.unicodeScalars.allSatisfy { $0.isASCII && $0.properties.isAlphabetic }
        if isWord { return content.count == 1 ? .letters(content) : .text(content) }
        place = before
        return nil
    }

    /// What stands between the braces that follow, braces within kept.
    private mutating func group() -> String? {
        var at = place
        while at < scalars.count, scalars[at] == " " { at += 1 }
        guard at < scalars.count, scalars[at] == "{" else { return nil }
        var depth = 0
        for end in at..<scalars.count {
            if scalars[end] == "{" { depth += 1 }
            if scalars[end] == "}" {
                depth -= 1
                if depth == 0 {
                    place = end + 1
                    return String(String.UnicodeScalarView(scalars[(at + 1)..<end]))
                }
            }
        }
        return nil
    }

    private mutating func number() -> MathToken {
        let start = place
        var hasPoint = false
        while place < scalars.count {
            if scalars[place] == "." {
                guard !hasPoint, place + 1 < scalars.count, isDigit(scalars[place + 1]) else { break }
                hasPoint = true
            } else if !isDigit(scalars[place]) {
                break
            }
            place += 1
        }
        return .number(String(String.UnicodeScalarView(scalars[start..<place])))
    }

    private mutating func letters() -> MathToken {
        let start = place
        while place < scalars.count, scalars[place].isASCII, scalars[place].properties.isAlphabetic { place += 1 }
        return .letters(String(String.UnicodeScalarView(scalars[start..<place])))
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
