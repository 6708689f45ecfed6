/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
/// and its variants.
struct ModernPattern: Sendable, Equatable {
    /// Digits a piece may hold: 3 in Llama 3, 1 in Qwen.
    var maximumDigits: Int
    /// Combining marks count as letters (`[\p{L}\p{M}]`), as in Qwen 3.5.
    var marksAreLetters = false

    private var word: UInt8 {
        marksAreLetters ? ScalarClasses.letter | ScalarClasses.mark : ScalarClasses.letter
    }

    @inline(__always)
    func endOfPiece(_ reader: ScalarReader, from position: Int, limit: Int) -> Int {
        let text = reader.text
        let first = text[position]
        if first == UInt8(ascii: "'") {
            let end = Self.endOfContraction(text, from: position, limit: limit)
            if end > position { return end }
        }
        let word = word
        let (kind, second) = reader.next(position)
        // [^\r\n\p{L}\p{N}]?\p{L}+
        if kind & word != 0 {
            // A mark may be the optional first character as well; either way the run ends alike.
            return reader.endOfRun(of: word, from: second, limit: limit)
        }
        let isLineBreak = first == 0x0A || first == 0x0D
        if kind & ScalarClasses.number == 0, !isLineBreak, second < limit {
            let (kind, third) = reader.next(second)
            if kind & word != 0 { return reader.endOfRun(of: word, from: third, limit: limit) }
        }
        // \p{N}{1,3}
        if kind & ScalarClasses.number != 0 { return endOfNumber(reader, from: second, limit: limit) }
        // ?[^\s\p{L}\p{N}]+[\r\n]*
        let notSymbol = word | ScalarClasses.number | ScalarClasses.space
        let start = first == 0x20 ? second : position
        if start < limit {
            let (kind, end) = reader.next(start)
            if kind & notSymbol == 0 {
                var end = reader.endOfRun(without: notSymbol, from: end, limit: limit)
                while end < limit, text[end] == 0x0A || text[end] == 0x0D { end += 1 }
                return end
            }
        }
        return Self.endOfSpaces(reader, from: position, limit: limit)
    }

    @inline(__always)
    private func endOfNumber(_ reader: ScalarReader, from second: Int, limit: Int) -> Int {
        var end = second
        var digits = 1
        while digits < maximumDigits, end < limit {
            let (kind, next) = reader.next(end)
            if kind & ScalarClasses.number == 0 { break }
            end = next
            digits += 1
        }
        return end
    }

    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`, or `position` where none is there. Without
    /// regard to case, ſ (U+017F) is an s.
    private static func endOfContraction(
        _ text: UnsafePointer<UInt8>, from position: Int, limit: Int
    ) -> Int {
        guard position + 1 < limit else { return position }
        let second = position + 2 < limit ? text[position + 2] : 0
        switch text[position + 1] | 0x20 {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return position + 2
        case UInt8(ascii: "r") where second | 0x20 == UInt8(ascii: "e"): return position + 3
        case UInt8(ascii: "v") where second | 0x20 == UInt8(ascii: "e"): return position + 3
        case UInt8(ascii: "l") where second | 0x20 == UInt8(ascii: "l"): return position + 3
        case 0xE5 where text[position + 1] == 0xC5 && second == 0xBF: return position + 3
        default: return position
        }
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break if there is one.
    private static func endOfSpaces(_ reader: ScalarReader, from position: Int, limit: Int) -> Int {
        var end = position
        var last = position
        var afterLineBreak = position
        while end < limit {
            let (kind, next) = reader.next(end)
            if kind & ScalarClasses.space == 0 { break }
            last = end
            end = next
            let byte = reader.text[last]
            if byte == 0x0A || byte == 0x0D { afterLineBreak = end }
        }
        if afterLineBreak > position { return afterLineBreak }
        return end < limit && last > position ? last : end
    }
}
