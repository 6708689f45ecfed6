import Testing

@testable import Tokenizers

struct LiteralSplitTests {
    private func pieces(_ text: String, _ behavior: SplitBehavior, inverted: Bool = false) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            literalPieces(of: bytes, literal: Array("-".utf8), behavior: behavior, inverted: inverted).map {
                String(decoding: bytes[$0], as: UTF8.self)
            }
        }
    }

    // The example of the reference's documentation of SplitDelimiterBehavior.
    @Test func `the-final--countdown`() {
        let text = "the-final--countdown"
        #expect(pieces(text, .removed) == ["the", "final", "countdown"])
        #expect(pieces(text, .isolated) == ["the", "-", "final", "-", "-", "countdown"])
        #expect(pieces(text, .mergedWithPrevious) == ["the-", "final-", "-", "countdown"])
        #expect(pieces(text, .mergedWithNext) == ["the", "-final", "-", "-countdown"])
        #expect(pieces(text, .contiguous) == ["the", "-", "final", "--", "countdown"])
    }

    @Test func `inverted, the text between counts as found`() {
        #expect(pieces("a-b", .removed, inverted: true) == ["-"])
        #expect(pieces("", .isolated) == [])
    }
}
