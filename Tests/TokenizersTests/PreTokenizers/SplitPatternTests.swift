import Testing

@testable import Tokenizers

struct SplitPatternTests {
    private func pieces(_ text: String, _ pattern: SplitPattern) -> [String] {
        let bytes = Array(text.utf8)
        return ScalarClasses.shared.table.withUnsafeBufferPointer { classes in
            bytes.withUnsafeBufferPointer { bytes in
                guard let classes = classes.baseAddress, let base = bytes.baseAddress else { return [] }
                let reader = ScalarReader(text: base, classes: classes)
                var pieces: [String] = []
                var start = 0
                while start < bytes.count {
                    let end = pattern.endOfPiece(reader, from: start, limit: bytes.count)
                    pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
                    start = end
                }
                return pieces
            }
        }
    }

    // What follows is read off the patterns: each alternative in its order.

    @Test(arguments: [
        ("it's I'LL 'tis", ["it", "'s", " I", "'", "LL", " '", "tis"]),
        ("a  b   ", ["a", " ", " b", "   "]),
        ("x1234 5!?", ["x", "1234", " 5", "!?"]),
        ("\n\nhi\t\tyou", ["\n", "\n", "hi", "\t", "\t", "you"]),
        ("é_ñ ½", ["é", "_", "ñ", " ½"]),
        ("a\u{301}b", ["a", "\u{301}", "b"]),
    ])
    func `gpt2`(text: String, expected: [String]) {
        #expect(pieces(text, .gpt2) == expected)
    }

    @Test(arguments: [
        ("it's I'LL 'tis", ["it", "'s", " I", "'LL", " '", "tis"]),
        ("'\u{17F}x", ["'\u{17F}", "x"]),
        ("x12345", ["x", "123", "45"]),
        ("(hi) \n\n  you", ["(hi", ")", " \n\n", " ", " you"]),
        ("a!!\n\nb", ["a", "!!\n\n", "b"]),
        ("\thi  there  ", ["\thi", " ", " there", "  "]),
        ("1a $2", ["1", "a", " $", "2"]),
    ])
    func `llama3`(text: String, expected: [String]) {
        #expect(pieces(text, .modern(ModernPattern(maximumDigits: 3))) == expected)
    }

    @Test func `qwen takes digits one by one`() {
        #expect(pieces("ab 123", .modern(ModernPattern(maximumDigits: 1))) == ["ab", " ", "1", "2", "3"])
    }

    @Test func `marks count as letters where the pattern says so`() {
        let text = "ne\u{301}e x\u{302}"
        let plain = ModernPattern(maximumDigits: 1)
        // Without: the mark is the one character that may stand before letters.
        #expect(pieces(text, .modern(plain)) == ["ne", "\u{301}e", " x", "\u{302}"])
        var marks = plain
        marks.marksAreLetters = true
        #expect(pieces(text, .modern(marks)) == ["ne\u{301}e", " x\u{302}"])
    }

    @Test func `a pattern is known by its exact text`() {
        let llama = #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
        #expect(SplitPattern(text: llama) == .modern(ModernPattern(maximumDigits: 3)))
        #expect(SplitPattern(text: llama + " ") == nil)
    }
}
