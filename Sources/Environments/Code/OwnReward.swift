import Experience
import Foundation
import Sandbox

/// What passes between us and a user's own reward, a script or an executable.
enum OwnReward {
    /// The fields it gets, as JSON or as keyword arguments.
    struct Fields: Encodable {
        var question: String
        var label: String
        var completion: String
        var specification: String

        init(_ completion: String, _ problem: Problem) {
            (question, label, specification) = (problem.question, problem.label, problem.specification)
            self.completion = completion
        }
    }

    private struct Output: Decodable {
        var verdict: Verdict?
        var reward: Double?
        var evidence: String?
    }

    /// Reads `0.5`, `{"reward": 0.5}` or `{"verdict": "correct", "evidence": …}` from the last line that is not blank.
    static func reading(_ printed: String, by name: String) -> Reward {
        let line = printed.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let text = line.trimmingCharacters(in: .whitespaces)
        if let number = Double(text) { return reward(Output(reward: number), name) }
        do {
            let output = try JSONDecoder().decode(Output.self, from: Data(text.utf8))
            guard output.verdict != nil || output.reward != nil else { return failed("\(name) printed neither a verdict nor a reward: '\(text.prefix(100))'") }
            return reward(output, name)
        } catch {
            return failed("\(name) printed '\(text.prefix(100))'; expected a number, {\"reward\": …} or {\"verdict\": …} as its last line")
        }
    }

    /// Reads what a function `reward` returned: a number, a truth value, or a dictionary of the same names.
    static func reading(_ outcome: SandboxOutcome?, by name: String) -> Reward {
        switch outcome {
        case .value(let text)?:
            do {
                return reading(try PythonLiteral(parsing: text), text, name)
            } catch {
                return failed("\(name) returned '\(text.prefix(100))': \(error)")
            }
        case .exception(let kind, let message)?: return failed("\(name) raised \(kind): \(message.prefix(200))")
        case .object(let kind)?: return failed("\(name) returned an object of class \(kind.prefix(100)); expected a number or a dictionary")
        case .digest?: return failed("\(name) returned more than 64 KiB; expected a number or a dictionary")
        case nil: return failed("\(name) returned nothing")
        }
    }

    private static func reading(_ value: PythonLiteral, _ text: String, _ name: String) -> Reward {
        if let number = number(value) { return reward(Output(reward: number), name) }
        guard case .dictionary(let entries) = value else {
            return failed("\(name) returned '\(text.prefix(100))'; expected a number or a dictionary with 'reward' or 'verdict'")
        }
        var output = Output()
        for entry in entries {
            switch (entry.key, entry.value) {
            case (.string("reward"), let value):
                guard let number = number(value) else { return failed("\(name) returned a reward that is no number: '\(text.prefix(100))'") }
                output.reward = number
            case (.string("verdict"), .string(let word)):
                guard let verdict = Verdict(rawValue: word) else {
                    return failed("\(name) returned the verdict '\(word.prefix(40))'; there are \(Verdict.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                output.verdict = verdict
            case (.string("evidence"), .string(let text)): output.evidence = text
            default: continue
            }
        }
        guard output.verdict != nil || output.reward != nil else { return failed("\(name) returned neither a verdict nor a reward: '\(text.prefix(100))'") }
        return reward(output, name)
    }

    private static func number(_ value: PythonLiteral) -> Double? {
        switch value {
        case .float(let number): number
        case .integer(let digits): Double(digits)
        case .bool(let isTrue): isTrue ? 1 : 0
        default: nil
        }
    }

    private static func reward(_ output: Output, _ name: String) -> Reward {
        if let reward = output.reward, !reward.isFinite { return failed("\(name) gave the reward \(reward)") }
        let verdict = output.verdict ?? (output.reward ?? 0 > 0 ? .correct : .incorrect)
        if verdict == .infrastructureFailure { return failed(output.evidence ?? "\(name) says that it failed") }
        return Reward(
            value: output.reward ?? (verdict == .correct ? 1 : 0),
            judgement: Judgement(verdict: verdict, evidence: output.evidence ?? "by \(name)"))
    }

    /// How a run that did not end well is told; `nil` where it ended well.
    static func failure(_ result: SandboxResult, _ name: String) -> Reward? {
        switch result.status {
        case .ok, .exited(code: 0): return nil
        case .infrastructureFailure(let reason): return failed("\(name): \(reason)")
        case let ended:
            let last = result.standardError.split(whereSeparator: \.isNewline).last ?? ""
            return failed("\(name): \(ended.summary)\(last.isEmpty ? "" : "; its last words: \(last.prefix(200))")")
        }
    }

    static func failed(_ reason: String) -> Reward {
        Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: reason))
    }
}
