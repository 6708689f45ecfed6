import Experience
import Foundation
import Sandbox

/// Where the predicted value or call is in a completion (CRUXEval): between the last `[ANSWER]` tags, else in the last
/// block of Python, else what follows the last `==`, else the last line.
enum PredictionExtraction {
    static func answer(in completion: String) -> (text: String, rule: String)? {
        if let open = completion.range(of: "[ANSWER]", options: .backwards) {
            let rest = completion[open.upperBound...]
            let end = rest.range(of: "[/ANSWER]")?.lowerBound ?? rest.endIndex
            return (trimmed(String(rest[..<end])), "between [ANSWER] tags")
        }
        if let block = CodeExtraction.lastBlock.program(in: completion) { return (trimmed(block), "the last block") }
        let line = completion.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
        return line.map { (trimmed(String($0)), "the last line") }
    }

    private static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// Bytes of a predicted value; the longest of CRUXEval has some hundred.
private let longestPrediction = 1 << 16

/// The value that `f(input)` gives, written as a literal. It is parsed, never evaluated.
enum OutputPrediction {
    static func judge(_ completion: String, _ prediction: CodeSpecification.Prediction) -> Judgement {
        guard let expected = try? PythonLiteral(parsing: prediction.output) else {
            return Judgement(verdict: .infrastructureFailure, evidence: "the expected output is no literal: \(prediction.output.prefix(200))")
        }
        guard var (answer, rule) = PredictionExtraction.answer(in: completion) else {
            return Judgement(verdict: .unparseable, evidence: "the completion is empty")
        }
        // `assert f(x) == value`: what follows the comparison.
        if answer.hasPrefix("assert ") || answer.hasPrefix("f("), let comparison = answer.range(of: "==", options: .backwards) {
            answer = answer[comparison.upperBound...].trimmingCharacters(in: .whitespaces)
            rule += ", after =="
        }
        do {
            let value = try PythonLiteral(parsing: answer, longest: longestPrediction)
            let isRight = value.equals(expected, .typed)
            return Judgement(
                verdict: isRight ? .correct : .incorrect, answer: answer,
                evidence: "\(answer.prefix(100)) \(isRight ? "=" : "≠") \(prediction.output.prefix(100)), type and value (\(rule))")
        } catch {
            return Judgement(verdict: .unparseable, answer: answer, evidence: "\(error) (\(rule))")
        }
    }
}

/// Arguments for which `f` gives `output`. They are parsed as literals and passed as values; `f` runs in the sandbox,
/// and the comparison is ours.
struct InputPrediction {
    let sandbox: Sandbox
    let limits: SandboxLimits

    func judge(_ completion: String, _ prediction: CodeSpecification.Prediction) async -> Judgement {
        guard let expected = try? PythonLiteral(parsing: prediction.output) else {
            return Judgement(verdict: .infrastructureFailure, evidence: "the expected output is no literal: \(prediction.output.prefix(200))")
        }
        guard let (found, rule) = PredictionExtraction.answer(in: completion) else {
            return Judgement(verdict: .unparseable, evidence: "the completion is empty")
        }
        let answer = Self.arguments(in: found)
        do {
            _ = try PythonLiteral.arguments(parsing: answer, longest: longestPrediction)
        } catch {
            return Judgement(verdict: .unparseable, answer: answer, evidence: "\(error) (\(rule))")
        }
        let separator = answer.isEmpty || answer.hasSuffix(",") ? "" : ","
        let result = await sandbox.run(
            SandboxProgram(source: prediction.code, calls: [.init("f", "(\(answer)\(separator))")]), limits: limits)
        if case .infrastructureFailure(let reason) = result.status {
            return Judgement(verdict: .infrastructureFailure, answer: answer, evidence: reason)
        }
        guard case .value(let text)? = result.outcomes.first, let value = try? PythonLiteral(parsing: text) else {
            let what = result.outcomes.first.map { "\($0)" } ?? result.status.summary
            return Judgement(verdict: CodeVerifier.verdict(result.status), answer: answer, evidence: "f(\(answer.prefix(100))): \(what)")
        }
        let isRight = value.equals(expected)
        return Judgement(
            verdict: isRight ? .correct : .incorrect, answer: answer,
            evidence: "f(\(answer.prefix(100))) gives \(text.prefix(100)), \(isRight ? "as asked" : "not \(prediction.output.prefix(100))") (\(rule))")
    }

    /// `assert f(1, 2) == 3`, `f(1, 2)` and `1, 2` all say `1, 2`.
    private static func arguments(in text: String) -> String {
        var text = text[...]
        if text.hasPrefix("assert ") { text = text.dropFirst(7) }
        guard text.hasPrefix("f(") else { return String(text) }
        if let comparison = text.range(of: "==", options: .backwards), text[..<comparison.lowerBound].contains(")") {
            text = text[..<comparison.lowerBound]
        }
        let call = text.trimmingCharacters(in: .whitespaces)
        return call.hasSuffix(")") ? String(call.dropFirst(2).dropLast()) : call
    }
}
