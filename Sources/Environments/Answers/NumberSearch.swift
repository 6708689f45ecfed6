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
