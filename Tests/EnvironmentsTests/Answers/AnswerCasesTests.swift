import Environments
import Experience
import Foundation
import TestSupport
import Testing

/// The labelled pairs of other graders' own tests. The files record different graders and contradict one another in
/// places; `differences` lists where we differ and why.
struct AnswerCasesTests {
    struct Case {
        var id: String
        var label: String
        var completion: String
        var expected: Bool
        var comparison = MathComparison()
    }

    /// Ids where our verdict is not the label's; docs/Verifiers.md says who is right.
    static let differences: Set<String> = ["mv-255"]

    static let files = ["math-verify-cases", "lighteval-math-cases", "olympiadbench-judge-cases", "hendrycks-string-cases", "extraction-cases"]

    static func cases(_ file: String) throws -> [Case] {
        let text = try String(contentsOf: SharedData.url("answer-equivalence/\(file).jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").compactMap { line -> Case? in
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let id = row["id"] as? String ?? ""
            switch file {
            case "math-verify-cases", "lighteval-math-cases":
                var comparison = MathComparison()
                if let digits = row["float_rounding"] as? Int, digits != 6 { comparison.decimalTolerance = 0.5 * pow(10, -Double(digits)) }
                return Case(
                    id: id, label: row["gold"] as? String ?? "", completion: row["prediction"] as? String ?? "",
                    expected: row["expected"] as? Bool ?? false, comparison: comparison)
            case "olympiadbench-judge-cases":
                var comparison = MathComparison()
                comparison.ignoresOrder = true
                let precision = (row["precision"] as? [Double])?.max() ?? row["precision"] as? Double
                    ?? (row["precision"] as? String).flatMap(Double.init)
                if let precision { comparison.decimalTolerance = precision }
                return Case(
                    id: id, label: row["gold"] as? String ?? "", completion: row["prediction"] as? String ?? "",
                    expected: row["expected"] as? Bool ?? false, comparison: comparison)
            case "hendrycks-string-cases":
                return Case(
                    id: id, label: row["b"] as? String ?? "", completion: row["a"] as? String ?? "",
                    expected: row["expected"] as? Bool ?? false)
            default:
                guard row["op"] as? String == "grade_answer", let pair = row["args"] as? [String] else { return nil }
                return Case(id: id, label: pair[1], completion: pair[0], expected: row["expected"] as? Bool ?? false)
            }
        }
    }

    static func verdict(_ one: Case) -> (isRight: Bool, evidence: String) {
        let judgement = MathsVerifier(comparison: one.comparison).judge(one.completion, label: one.label)
        return (judgement.verdict == .correct, judgement.evidence)
    }

    @Test(.enabled(if: SharedData.has("answer-equivalence")), arguments: files)
    func `agreement with the labels`(file: String) throws {
        for one in try Self.cases(file) {
            let (isRight, evidence) = Self.verdict(one)
            if Self.differences.contains(one.id) {
                #expect(!isRight && one.expected, "\(one.id) agrees now; take it off the list")
            } else {
                #expect(isRight == one.expected, "\(one.id): \(evidence)")
            }
        }
    }
}
