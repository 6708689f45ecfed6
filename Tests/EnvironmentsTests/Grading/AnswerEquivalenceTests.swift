import Foundation
import TestSupport
import Testing

@testable import Environments

/// Answer, label, reward: executed against the One-Shot-RLVR reward function.
///
/// Out of scope, since they need algebra and we compare numbers and text only: `(x+1)^2` expanded or
/// factored, and `2\sqrt3` against `\sqrt{12}` (both 1 there, 0 here). The empty label against an empty
/// answer is 1 there, a defect; here it is 0.
struct AnswerEquivalenceTests {
    @Test(arguments: [
        ("12.80", "12.8", true),
        (#"12.8\text{ mph}"#, "12.8", true),
        ("12.8 miles per hour", "12.8", false),
        (#"\frac{64}{5}"#, "12.8", true),
        ("12.7", "12.8", false),
        ("4/3", #"\frac43"#, true),
        (#"m=\frac{4}{3}"#, #"\frac{4}{3}"#, true),
        (#"\frac86"#, #"\frac{4}{3}"#, false),
        ("1.3333", #"\frac43"#, false),
        ("24.0", "24", true),
        (#"-\frac{2023}{2024}"#, #"-\frac{2023}{2024}"#, true),
        ("\u{2212}2023/2024", #"-\frac{2023}{2024}"#, true),
        ("1,2", "(1,2)", false),
        ("10^{2}", "100", false),
        (#"50\%"#, "0.5", false),
        (#"50\%"#, "50", true),
        ("3,5,7", "7,5,3", false),
        (#"22\frac{1}{2}"#, "22.5", true),
        ("", "", false),
        ("5", "", false),
        ("", "5", false),
        (" ", " ", false),
    ])
    func `golden cases of the reference reward`(answer: String, label: String, equal: Bool) {
        #expect(AnswerEquivalence.compare(answer, with: label).isEqual == equal, "\(answer) against \(label)")
    }

    @Test(arguments: [
        // Unreduced fractions: as the label is written, or reduced; nothing in between.
        ("6/12", "6/12", true), (#"\frac{6}{12}"#, "6/12", true), ("1/2", "6/12", true), ("3/6", "6/12", false),
        ("4/2", "2", false), ("0.5", "1/2", true),
        ("6x + 5", "6x+5", true), ("5 + 6x", "6x + 5", false), ("x * 3 + 2", "x*3+2", true),
        ("'abc'", "'abc'", true), ("'abc'", "'acb'", false), ("[1, 2]", "[1,2]", true),
        (#"\text{Evelyn}"#, "Evelyn", true), (#"\left(x-2\right)\left(x+2\right)"#, "(x-2)(x+2)", true),
        (#"10\sqrt{3} + \sqrt4"#, #"10\sqrt3 + \sqrt{4}"#, true), (#"\frac34i"#, #"\frac{3}{4}i"#, true),
        (#"\tfrac83"#, #"\frac{8}{3}"#, true), ("12 8", "128", false), ("1 2", "12", false),
    ])
    func `further cases`(answer: String, label: String, equal: Bool) {
        #expect(AnswerEquivalence.compare(answer, with: label).isEqual == equal, "\(answer) against \(label)")
    }

    struct Case: Decodable {
        var name: String
        var a: String
        var b: String
        var expected: Bool
    }

    @Test(.enabled(if: SharedData.has("answer-equivalence/hendrycks-string-cases.jsonl")))
    func `the string cases of the MATH graders`() throws {
        let url = try #require(SharedData.file("answer-equivalence/hendrycks-string-cases.jsonl"))
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        #expect(lines.count > 10)
        for line in lines {
            let item = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
            #expect(AnswerEquivalence.compare(item.a, with: item.b).isEqual == item.expected, "\(item)")
        }
    }

    struct Labelled: Decodable {
        var answer: String
    }

    @Test(.enabled(if: SharedData.has("benchmarks/math500.jsonl")))
    func `every label of MATH500 equals itself and few others`() throws {
        let url = try #require(SharedData.file("benchmarks/math500.jsonl"))
        let labels = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Labelled.self, from: Data($0.utf8)).answer }
        #expect(labels.count == 500)
        var coincidences = 0
        for (index, label) in labels.enumerated() {
            #expect(AnswerEquivalence.compare(label, with: label).isEqual, "\(label)")
            #expect(!AnswerEquivalence.compare(label + "1", with: label).isEqual, "\(label)")
            if AnswerEquivalence.compare(labels[(index + 1) % 500], with: label).isEqual { coincidences += 1 }
        }
        // Neighbours share a label by chance only, mostly small whole numbers.
        #expect(coincidences < 15)
    }
}
