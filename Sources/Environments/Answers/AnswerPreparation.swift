import Foundation

/// What is done to an answer's text before it is read: thousands commas, doubled backslashes, what LaTeX does not show.
enum AnswerPreparation {
    static func prepared(_ text: String) -> String {
        var text = text
        if text.contains("\\\\"), !text.contains("\\begin") { text = undoubled(text) }
        if text.contains("{") { text = text.replacing(/[ ]?\{[ ]?,[ ]?\}[ ]?/, with: ",") }
        text = text.replacing(",\\!", with: ",\u{0}").replacing(", \\!", with: ",\u{0}")
        text = withoutThousandsSpaces(withoutThousandsCommas(text))
        return text.replacing("\u{0}", with: " ")
    }

    /// `\\frac` as JSON of JSON writes it.
    private static func undoubled(_ text: String) -> String {
        var result = ""
        var iterator = Substring(text)
        while let slash = iterator.firstIndex(of: "\\") {
            result += iterator[..<slash]
            iterator = iterator[slash...]
            if iterator.hasPrefix("\\\\"), let after = iterator.dropFirst(2).first, after.isLetter || "{}()[]!,;".contains(after) {
                iterator = iterator.dropFirst()
            } else {
                result += iterator.prefix(2)
                iterator = iterator.dropFirst(2)
                continue
            }
            result += iterator.prefix(1)
            iterator = iterator.dropFirst()
        }
        return result + iterator
    }

    /// `1 234 567` and nothing else is one number; every group after the first has three digits.
    private static func withoutThousandsSpaces(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: " ")), text.utf8.count <= 60,
            text.wholeMatch(of: /[-+$ ]*[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]+)?[$ ]*/) != nil
        else { return text }
        return text.filter { $0 != " " }
    }

    /// The text without white space, except between digits.
    static func withoutSpaces(_ text: String) -> String {
        var result = ""
        var hasSpace = false
        for character in text {
            if character.isWhitespace {
                hasSpace = true
                continue
            }
            if hasSpace, character.isASCIIDigit, result.last?.isASCIIDigit == true { result.append(" ") }
            hasSpace = false
            result.append(character)
        }
        return result
    }

    /// `1,234,567.5` outside brackets is one number; so is `11,\! 111`. `1, 234` is two, and so is `(1,234)`.
    private static func withoutThousandsCommas(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where index > 0 && bytes[index - 1] == UInt8(ascii: "\\"): depth += 1
            case UInt8(ascii: "}") where index > 0 && bytes[index - 1] == UInt8(ascii: "\\"): depth -= 1
            case UInt8(ascii: "0")...UInt8(ascii: "9") where depth <= 0:
                let start = index
                while index < bytes.count, isDigit(bytes[index]) { index += 1 }
                let first = index - start
                guard first <= 3, bytes[start] != UInt8(ascii: "0"), start == 0 || (bytes[start - 1] != UInt8(ascii: ".") && bytes[start - 1] != UInt8(ascii: ",")) else { continue }
                var end = index
                var removed: [Range<Int>] = []
                while let group = groupOfThree(bytes, at: end) {
                    removed.append(end..<group.lowerBound)
                    end = group.upperBound
                }
                guard !removed.isEmpty, end >= bytes.count || !isDigit(bytes[end]) else { continue }
                for range in removed.reversed() { bytes.removeSubrange(range) }
                index = end - removed.reduce(0) { $0 + $1.count }
                continue
            default: break
            }
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Three digits after a comma, which a mark of thin space may follow.
    private static func groupOfThree(_ bytes: [UInt8], at index: Int) -> Range<Int>? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return nil }
        var start = index + 1
        if start < bytes.count, bytes[start] == 0 {
            start += 1
            while start < bytes.count, bytes[start] == UInt8(ascii: " ") { start += 1 }
        }
        guard start + 3 <= bytes.count, bytes[start..<(start + 3)].allSatisfy(isDigit), start + 3 == bytes.count || !isDigit(bytes[start + 3])
        else { return nil }
        return start..<(start + 3)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
