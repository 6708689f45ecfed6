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
}
