import Testing

@testable import Environments

struct AnswerExtractionTests {
    @Test(arguments: [
        (#"so \boxed{42}"#, "42"),
        (#"\boxed{1} then \boxed{2}."#, "2"),
        (#"\boxed{\frac{1}{2}}"#, #"\frac{1}{2}"#),
        (#"\boxed{ \sqrt{\frac{3}{4}} }"#, #"\sqrt{\frac{3}{4}}"#),
        (#"\boxed {7}"#, "7"),
        (#"\boxed{\boxed{4}}"#, "4"),
        (#"\boxed{\{1, 2\}}"#, #"\{1, 2\}"#),
        // The last box is open, so the last closed one counts.
        (#"\boxed{12} or \boxed{13"#, "12"),
        (#"{ \boxed{5}"#, "5"),
        (#"} \boxed{6}"#, "6"),
        (#"\boxed{}"#, ""),
        (#"\boxed{3} and \boxed{}"#, ""),
    ])
    func `the last closed box is the answer`(text: String, expected: String) {
        #expect(AnswerExtraction.lastBoxed(in: text) == expected)
    }

    @Test(arguments: [
        "", "42", #"\boxed 12.8"#, #"\boxed{12"#, #"\fbox{12}"#, #"\boxedfoo{12}"#, #"\boxed"#, #"\boxed{1\}"#,
        #"boxed{12}"#, #"\\boxed{12}"#,
    ])
    func `what is not a closed box is no answer`(text: String) {
        #expect(AnswerExtraction.lastBoxed(in: text) == nil)
    }

    @Test func `deep nesting and megabytes cost little`() {
        let deep = "\\boxed{" + String(repeating: "{", count: 10_000) + "1" + String(repeating: "}", count: 10_001)
        let opened = String(repeating: "\\boxed{", count: 200_000)
        let spaced = String(repeating: "\\boxed   ", count: 200_000)
        let long = String(repeating: "a", count: 5 << 20) + "\\boxed{9}"
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(AnswerExtraction.lastBoxed(in: deep) == nil)  // longer than an answer may be
            #expect(AnswerExtraction.lastBoxed(in: opened) == nil)
            #expect(AnswerExtraction.lastBoxed(in: opened + "7" + "}") == "7")
            #expect(AnswerExtraction.lastBoxed(in: spaced) == nil)
            #expect(AnswerExtraction.lastBoxed(in: long) == "9")
        }
        // Milliseconds in a release build; a quadratic scan of a million bytes takes minutes.
        #expect(time < .seconds(5))
    }

    @Test func `a box before the last mebibyte is out of sight`() {
        let text = "\\boxed{9}" + String(repeating: "a", count: AnswerExtraction.longestText)
        #expect(AnswerExtraction.lastBoxed(in: text) == nil)
    }
}
