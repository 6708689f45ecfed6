import Experience

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

    /// What `reward`, or a script, gives for one completion.
    static func of(_ completion: String, for problem: Problem, by program: OwnProgram) async -> Reward {
        switch await program.answers(to: [Fields(completion, problem)], function: "reward").first {
        case .success(let answer)?: reading(answer, by: program.name)
        case .failure(let failure)?: failed(failure.reason)
        case nil: failed("\(program.name) gave nothing")
        }
    }

    /// Reads `0.5`, `{"reward": 0.5}` or `{"verdict": "correct", "evidence": …}`.
    private static func reading(_ answer: OwnProgram.Answer, by name: String) -> Reward {
        let (told, text) = (answer.told, answer.text.prefix(100))
        if let number = answer.value?.asNumber { return reward(nil, number, nil, name) }
        guard case .object(let members)? = answer.value else {
            return failed("\(told) '\(text)'; expected a number, {\"reward\": …} or {\"verdict\": …}")
        }
        var (verdict, value, evidence): (Verdict?, Double?, String?) = (nil, nil, nil)
        if let member = members["reward"], member != .null {
            guard let number = member.asNumber else { return failed("\(told) a reward that is no number: '\(text)'") }
            value = number
        }
        if let member = members["verdict"], member != .null {
            guard let known = Verdict(rawValue: member.scalarText ?? "") else {
                return failed("\(told) the verdict '\((member.scalarText ?? member.kind).prefix(40))'; there are \(Verdict.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            verdict = known
        }
        if case .text(let text)? = members["evidence"] { evidence = text }
        guard verdict != nil || value != nil else { return failed("\(told) neither a verdict nor a reward: '\(text)'") }
        return reward(verdict, value, evidence, name)
    }

    private static func reward(_ verdict: Verdict?, _ value: Double?, _ evidence: String?, _ name: String) -> Reward {
        if let value, !value.isFinite { return failed("\(name) gave the reward \(value)") }
        let verdict = verdict ?? (value ?? 0 > 0 ? .correct : .incorrect)
        if verdict == .infrastructureFailure { return failed(evidence ?? "\(name) says that it failed") }
        return Reward(value: value ?? (verdict == .correct ? 1 : 0), judgement: Judgement(verdict: verdict, evidence: evidence ?? "by \(name)"))
    }

    private static func failed(_ reason: String) -> Reward {
        Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: reason))
    }
}
