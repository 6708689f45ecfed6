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
}
