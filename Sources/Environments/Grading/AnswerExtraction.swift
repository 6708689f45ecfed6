/// Finds the answer a completion commits to: the content of its last closed `\boxed{}`.
///
/// The rules are those of the MATH graders (Hendrycks et al. 2021; One-Shot-RLVR's verl fork): braces
/// are matched, `\fbox{}` and a brace-less `\boxed 12` do not count, and there is no last-number
/// fallback. Where a box is left open we keep the last one that was closed; the reference gives up.
public enum AnswerExtraction {
    /// Only this many bytes at the end of a completion are read.
    public static let longestText = 1 << 20
    /// A longer answer is no answer, in bytes.
    public static let longestAnswer = 4096

    /// The trimmed content of the box that opens last among those that are closed, or `nil`.
    ///
    /// One pass over the bytes with a stack of open braces: linear in the text, whatever it nests.
    public static func lastBoxed(in text: String) -> String? {
        var text = text
        return text.withUTF8 { lastBoxed(in: $0) }
    }

    /// A closed box: its trimmed content, and where it begins and ends, for what stands between boxes.
    struct Box {
        var content: String
        var start: String.UTF8View.Index
        var end: String.UTF8View.Index
    }

    /// Boxes at the end of a text that are looked at.
    static let mostBoxes = 50

    /// The last closed boxes that stand in no other, in order.
    static func boxes(in text: String) -> [Box] {
        var native = text
        let ranges = native.withUTF8 { bytes -> [Range<Int>] in
            var ranges: [Range<Int>] = []
            _ = lastBoxed(in: bytes) { ranges.append($0) }
            return ranges
        }
        var outer: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound >= outer.last?.upperBound ?? 0 {
            outer.append(range)
        }
        let bytes = Array(text.utf8)
        return outer.suffix(mostBoxes).map { range in
            var start = range.lowerBound
            while start > 0, bytes[start] != UInt8(ascii: "\\") { start -= 1 }
            // What is too long to be an answer stays so, and no more of it is kept.
            return Box(
                content: trimmed(String(decoding: bytes[range].prefix(longestAnswer + 1), as: UTF8.self)), start: text.utf8.index(text.startIndex, offsetBy: start),
                end: text.utf8.index(text.startIndex, offsetBy: range.upperBound + 1))
        }
    }

    private static func lastBoxed(in bytes: UnsafeBufferPointer<UInt8>, each: (Range<Int>) -> Void = { _ in }) -> String? {
        var open: [(content: Int, isBox: Bool)] = []
        var found: Range<Int>?
        var boxAt = -1
        var index = max(0, bytes.count - longestText)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"):
                if let end = endOfBoxCommand(bytes, at: index) {
                    boxAt = end
                    index = end
                    continue
                }
                // An escaped character, such as `\{`, is skipped with its backslash.
                index += 1
            case UInt8(ascii: "{"):
                open.append((index + 1, boxAt == index))
            case UInt8(ascii: "}"):
                if let brace = open.popLast(), brace.isBox {
                    each(brace.content..<index)
                    if brace.content > found?.lowerBound ?? -1 { found = brace.content..<index }
                }
            default: break
            }
            index += 1
        }
        guard let found, found.count <= longestAnswer else { return nil }
        return trimmed(String(decoding: UnsafeBufferPointer(rebasing: bytes[found]), as: UTF8.self))
    }

    /// Where the opening brace of `\boxed{` stands if the command is at `index`; spaces may come between.
    private static func endOfBoxCommand(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        let name: StaticString = "\\boxed"
        guard index + name.utf8CodeUnitCount < bytes.count else { return nil }
        for offset in 0..<name.utf8CodeUnitCount where bytes[index + offset] != name.utf8Start[offset] { return nil }
        var next = index + name.utf8CodeUnitCount
        // Bounded, so that a text of commands and spaces stays linear.
        let limit = min(bytes.count, next + 4)
        while next < limit, bytes[next] == UInt8(ascii: " ") { next += 1 }
        return next < bytes.count && bytes[next] == UInt8(ascii: "{") ? next : nil
    }

    private static func trimmed(_ text: String) -> String {
        var view = Substring(text)
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
