import Testing

@testable import Tokenizers

struct NormalizerTests {
    private func normalized(_ text: String, _ step: Normalizer) -> String {
        String(decoding: step.normalize(Array(text.utf8)), as: UTF8.self)
    }

    /// From UAX #15, figures 3 to 6, and Unicode 3.12 for Hangul.
    @Test(arguments: [
        (UnicodeForm.nfc, "e\u{301}x", "\u{E9}x"),
        (.nfd, "x\u{E9}", "xe\u{301}"),
        (.nfc, "\u{212B}", "\u{C5}"),
        (.nfc, "\u{1100}\u{1161}\u{11A8}", "\u{AC01}"),
        (.nfc, "\u{AC00}\u{11A8}", "\u{AC01}"),
        (.nfd, "\u{AC01}", "\u{1100}\u{1161}\u{11A8}"),
        (.nfc, "s\u{307}\u{323}", "\u{1E69}"),
        (.nfc, "\u{FB01}", "\u{FB01}"),
        (.nfkc, "\u{FB01}2\u{2075}", "fi25"),
        (.nfkd, "\u{1E9B}\u{323}", "s\u{323}\u{307}"),
        (.nfkc, "\u{1E9B}\u{323}", "\u{1E69}"),
    ])
    func `unicode forms`(form: UnicodeForm, text: String, expected: String) {
        #expect(normalized(text, .form(form)).hasSameBytes(as: expected))
    }

    @Test func `a mark joins the ASCII letter before it, wherever it stands`() {
        #expect(normalized("ae\u{301}be\u{301}", .form(.nfc)).hasSameBytes(as: "a\u{E9}b\u{E9}"))
        #expect(normalized("日本語e\u{301}", .form(.nfc)).hasSameBytes(as: "日本語\u{E9}"))
    }

    @Test func `prepend, replace, strip, lowercase`() {
        #expect(normalized("a", .prepend(Array("▁".utf8))) == "▁a")
        #expect(normalized("", .prepend(Array("▁".utf8))) == "")
        #expect(normalized("aaab", .replace(Array("aa".utf8), with: Array("x".utf8))) == "xab")
        #expect(normalized(" \u{3000}a ", .strip(left: true, right: false)) == "a ")
        #expect(normalized(" a\n", .strip(left: false, right: true)) == " a")
        #expect(normalized("ÀB", .lowercase) == "àb")
    }
}
