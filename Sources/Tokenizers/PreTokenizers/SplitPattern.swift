/// The split patterns of known models, each cutting a text without gaps.
///
/// A pattern is known by its exact text (`knownPatterns`); any other is
/// refused, because guessing would give other tokens than the model learned.
/// The matchers below follow the alternatives in their order and backtrack
/// where the pattern would.
enum SplitPattern: Sendable, Equatable {
    /// Radford et al. 2019: `'s|'t|… ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
    case gpt2
    /// Llama 3, Qwen 2 and their kin.
    case modern(ModernPattern)

    /// - Returns: the end of the piece that starts at `position`, which is before `limit`.
    @inline(__always)
    func endOfPiece(_ reader: ScalarReader, from position: Int, limit: Int) -> Int {
        switch self {
        case .gpt2: Self.endOfGPT2Piece(reader, from: position, limit: limit)
        case .modern(let pattern): pattern.endOfPiece(reader, from: position, limit: limit)
        }
    }

    private static func endOfGPT2Piece(_ reader: ScalarReader, from position: Int, limit: Int) -> Int {
        let text = reader.text
        if text[position] == UInt8(ascii: "'") {
            let end = endOfContraction(text, from: position, limit: limit)
            if end > position { return end }
        }
        // ` ?` and a run of one class
        var start = position
        if text[position] == 0x20 { start += 1 }
        if start < limit {
            let (kind, end) = reader.next(start)
            if kind & ScalarClasses.letter != 0 {
                return reader.endOfRun(of: ScalarClasses.letter, from: end, limit: limit)
            }
            if kind & ScalarClasses.number != 0 {
                return reader.endOfRun(of: ScalarClasses.number, from: end, limit: limit)
            }
            if kind & ScalarClasses.space == 0 {
                return reader.endOfRun(
                    without: ScalarClasses.letter | ScalarClasses.number | ScalarClasses.space, from: end,
                    limit: limit)
            }
        }
        return endOfSpaces(reader, from: position, limit: limit)
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d`, or `position` where none is there.
    private static func endOfContraction(
        _ text: UnsafePointer<UInt8>, from position: Int, limit: Int
    ) -> Int {
        guard position + 1 < limit else { return position }
        let second = position + 2 < limit ? text[position + 2] : 0
        switch text[position + 1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return position + 2
        case UInt8(ascii: "r") where second == UInt8(ascii: "e"): return position + 3
        case UInt8(ascii: "v") where second == UInt8(ascii: "e"): return position + 3
        case UInt8(ascii: "l") where second == UInt8(ascii: "l"): return position + 3
        default: return position
        }
    }

    /// `\s+(?!\S)|\s+`: all spaces, but the last is left to the word that follows.
    static func endOfSpaces(_ reader: ScalarReader, from position: Int, limit: Int) -> Int {
        var end = position
        var last = position
        while end < limit {
            let (kind, next) = reader.next(end)
            if kind & ScalarClasses.space == 0 { break }
            last = end
            end = next
        }
        return end < limit && last > position ? last : end
    }
}
