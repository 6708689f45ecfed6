import Environments
import Experience
import Foundation
import TestSupport
import Testing

/// Every benchmark's own answer earns full marks, put into a box as a model would.
struct ReferenceAnswersTests {
    /// Rows whose label the grader refuses, with the reason; see docs/Verifiers.md.
    static let refused: [String: [Int]] = [:]

    @Test(.enabled(if: SharedData.has("benchmarks")), arguments: [
        ("math500", "answer"), ("aime2024", "answer"), ("amc2023", "answer"), ("olympiadbench-maths-en-textonly", "final_answer"),
    ])
    func `a reference answer is right`(file: String, column: String) throws {
        let text = try String(contentsOf: SharedData.url("benchmarks/\(file).jsonl"), encoding: .utf8)
        for (index, line) in text.split(separator: "\n").enumerated() {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let answers = row[column] as? [String] ?? [row[column] as? String ?? "\(row[column] ?? "")"]
            for label in answers {
                let judgement = MathsVerifier().judge("So the answer is \\boxed{\(label)}.", label: label)
                #expect(judgement.verdict == .correct, "\(file) row \(index + 1): \(judgement.evidence)")
                let wrong = MathsVerifier().judge("So the answer is \\boxed{9292725}.", label: label)
                #expect(wrong.verdict == .incorrect, "\(file) row \(index + 1): \(wrong.evidence)")
                // The solution in words ends with the same answer.
                if file == "math500", let solution = row["solution"] as? String {
                    let read = MathsVerifier().judge(solution, label: label)
                    #expect(read.verdict == .correct, "\(file) row \(index + 1), solution: \(read.evidence)")
                }
            }
        }
    }

    /// The suites as `eval` reads and grades them: their reference in the words the protocol listens for, and by `maths`.
    @Test(.enabled(if: SharedData.has("benchmarks")), arguments: [
        ("math500", 500), ("aime2024", 30), ("amc2023", 40), ("olympiadbench", 675), ("gsm8k", 1319), ("arc-challenge", 1172), ("arc-easy", 2376),
    ])
    func `a suite's references are right under its protocol`(name: String, fewest: Int) async throws {
        let suite = try Suites.named(name)
        let problems = try suite.problems(in: SharedData.url("benchmarks"))
        #expect(problems.count >= fewest, "\(problems.count)")
        let verifiers = Verifiers { throw CancellationError() }
        let published = try await suite.evaluation.verifier(from: verifiers)
        for problem in problems {
            let said: String =
                switch suite.evaluation.grader {
                case .number: "So it is done. The answer is \(problem.label)."
                case .choice: "The best answer is \(problem.label)."
                default: "Therefore \\boxed{\(problem.label)}."
                }
            let judgement = await published.judge(said, for: problem)
            #expect(judgement.verdict == .correct, "\(problem.provenance): \(judgement.evidence)")
            let other = suite.evaluation.grader == .choice ? "choice" : "maths"
            let ours = await (try await verifiers.named(other)).judge(said, for: problem)
            #expect(ours.verdict == .correct, "\(problem.provenance), \(other): \(ours.evidence)")
            let wrong = await published.judge(suite.evaluation.grader == .choice ? "The best answer is Z." : "The answer is \\boxed{9292725}", for: problem)
            #expect(wrong.verdict != .correct, "\(problem.provenance): \(wrong.evidence)")
        }
    }
}
