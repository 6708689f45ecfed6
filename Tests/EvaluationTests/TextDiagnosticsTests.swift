import Testing

@testable import Evaluation

struct TextDiagnosticsTests {
    @Test func `texts are counted once for each word they hold`() throws {
        let found = try TextDiagnostics(
            texts: ["Let me recheck, and recheck again.", "I will Recalculate.", "It is 4.", "a b c d a b c d"],
            answers: ["4", "5", nil, "4"])
        #expect(found.reflection == ["rethink": 0, "recheck": 1, "recalculate": 1])
        #expect(found.boxedRatio == 0.75)
        // Answers 4, 5, 4: two different ones of three.
        #expect(abs(found.answerDiversity - 2.0 / 3) < 1e-12)
        // The last text has 5 runs of four words, one of them twice: 1/5; the others none; mean 1/20.
        #expect(abs(found.repetitionRatio - 0.05) < 1e-12)
    }

    @Test func `repetition by hand`() {
        #expect(repeatedShare("one two three") == 0)
        // a a a a a a: 3 runs of four, all the same.
        #expect(abs(repeatedShare("a a a a a a") - 2.0 / 3) < 1e-12)
        #expect(repeatedShare("a b c d e f g h") == 0)
    }

    @Test func `bad input is refused`() {
        #expect(throws: StatisticsError.nothingToAverage) { try TextDiagnostics(texts: [], answers: []) }
        #expect(throws: StatisticsError.unpaired(before: 1, after: 0)) {
            try TextDiagnostics(texts: ["a"], answers: [])
        }
    }
}
