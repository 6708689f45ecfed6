import Experience
import Foundation
import TestSupport
import Testing

@testable import Environments

struct MathsSuiteTests {
    @Test(.enabled(if: SharedData.has("benchmarks/math500.jsonl")))
    func `math500`() throws {
        let problems = try Suites.named("math500").problems(in: SharedData.url("benchmarks"))
        #expect(problems.count == 500)
        #expect(problems[0].id == "test/precalculus/807.json")
        #expect(problems[0].question.hasPrefix("Convert the point $(0,3)$ in rectangular coordinates"))
        #expect(problems[0].label == #"\left( 3, \frac{\pi}{2} \right)"#)
        #expect(problems[0].family == "Precalculus")
        #expect(problems[0].provenance.hasSuffix("benchmarks/math500.jsonl:1"))
        #expect(problems[0].specification.isEmpty)
        // The subjects of MATH-500.
        let subjects = Dictionary(grouping: problems, by: \.family).mapValues(\.count)
        #expect(subjects["Algebra"] == 124 && subjects["Geometry"] == 41)
    }

    @Test(.enabled(if: SharedData.has("benchmarks/aime2024.jsonl")))
    func `aime2024`() throws {
        let problems = try Suites.named("aime2024").problems(in: SharedData.url("benchmarks"))
        #expect(problems.count == 30)
        #expect(problems[0].id == "60")
        #expect(problems[0].question.hasPrefix("Every morning Aya goes for a $9$-kilometer-long walk"))
        #expect(problems[0].label == "204")
        // Problem 3 of AIME II 2024 and others are stored with a leading zero.
        #expect(problems.contains { $0.label.hasPrefix("0") })
    }

    @Test(.enabled(if: SharedData.has("benchmarks/amc2023.jsonl")))
    func `amc2023`() throws {
        let problems = try Suites.named("amc2023").problems(in: SharedData.url("benchmarks"))
        #expect(problems.count == 40)
        #expect(problems[0].id == "0")
        #expect(problems[0].question.hasPrefix("Cities $A$ and $B$ are $45$ miles apart."))
        #expect(problems[0].label == "27")
    }

    @Test(.enabled(if: SharedData.has("benchmarks/olympiadbench-maths-en-textonly.jsonl")))
    func `olympiadbench`() throws {
        let problems = try Suites.named("olympiadbench").problems(in: SharedData.url("benchmarks"))
        #expect(problems.count == 675)
        #expect(problems[0].id == "1606")
        #expect(problems[0].label == "2")
        #expect(problems[0].family == "Combinatorics")
        #expect(problems.contains { $0.label == "(1,8,19), (2,7,13), (4,5,7)" })
    }

    @Test(.enabled(if: SharedData.has("benchmarks/gsm8k-test.jsonl")))
    func `gsm8k`() throws {
        let problems = try Suites.named("gsm8k").problems(in: SharedData.url("benchmarks"))
        #expect(problems.count == 1319)
        #expect(problems[0].id == "gsm8k-test/0")
        #expect(problems[0].question.hasPrefix("Janet\u{2019}s ducks lay 16 eggs per day."))
        #expect(problems.prefix(2).map(\.label) == ["18", "3"])
        #expect(problems.allSatisfy { NumericAnswer($0.label) != nil })
    }

    @Test func `minerva takes the answer from the box`() throws {
        let row = #"{"problem": "Find the mass.", "type": "Physics", "solution": "So $m=\\boxed{5}$ kg.", "idx": 7}"#
        let problem = try #require(try Suites.named("minerva").problems(Data(row.utf8), place: "m.jsonl").first)
        #expect(problem.id == "7")
        #expect(problem.label == "5")
        #expect(problem.family == "Physics")
    }

    @Test(
        .enabled(if: SharedData.has("benchmarks/arc-easy-test.jsonl")),
        arguments: [
            ("arc-challenge", 1172, "Mercury_7175875", "C", "\nC. Planetary days will become shorter.\nD. "),
            ("arc-easy", 2376, "Mercury_417466", "A", "\nA. Sunlight is the source of energy for nearly all ecosystems."),
        ])
    func `arc`(name: String, count: Int, id: String, label: String, choice: String) throws {
        let problems = try Suites.named(name).problems(in: SharedData.url("benchmarks"))
        #expect(problems.count == count)
        #expect(problems[0].id == id)
        #expect(problems[0].label == label)
        #expect(problems[0].question.contains(choice))
        #expect(Set(problems.map(\.label)).isSubset(of: ["A", "B", "C", "D", "E"]))
    }

    @Test func `numbered choices are lettered`() throws {
        let row = #"""
            {"id": "n", "question": "Hot?", "choices": [{"label": "1", "text": "ice"}, {"label": "2", "text": "fire"}], "answerKey": "2"}
            """#
        let problem = try #require(try Suites.named("arc-easy").problems(Data(row.utf8), place: "a").first)
        #expect(problem.question == "Hot?\nA. ice\nB. fire")
        #expect(problem.label == "B")
    }
}
