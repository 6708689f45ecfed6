public import Experience

/// One rollout as it is stored.
public struct RolloutRow: Sendable, Codable, Hashable {
    public var step: Int
    /// The group's place in its step.
    public var group: Int
    public var groupID: String
    public var problemID: String
    public var family: String
    public var stratum: String
    public var question: String
    public var label: String
    /// What a verifier needs beside the label, as JSON.
    public var specification: String
    /// The completion's place in its group.
    public var completion: Int
    public var text: String
    public var tokens: [Int32]
    /// Nats a token; `nil` for an empty completion.
    public var logprobMean: Double?
    /// `nil` when the verifier's infrastructure failed.
    public var reward: Double?
    public var verdict: Verdict
    public var answer: String?
    public var evidence: String
    public var advantage: Double
    public var stopReason: StopReason

    /// The problem as it was posed; where it came from is not read with every rollout.
    public var problem: Problem {
        Problem(id: problemID, question: question, label: label, family: family, provenance: "", specification: specification)
    }
}

/// Which rollouts to read; `nil` means any.
public struct RolloutQuery: Sendable, Hashable {
    public var steps: ClosedRange<Int>?
    public var family: String?
    public var verdict: Verdict?
    public var problemID: String?
    public var limit: Int
    public var offset: Int

    public init(
        steps: ClosedRange<Int>? = nil, family: String? = nil, verdict: Verdict? = nil, problemID: String? = nil,
        limit: Int = 100, offset: Int = 0
    ) {
        self.steps = steps
        self.family = family
        self.verdict = verdict
        self.problemID = problemID
        self.limit = limit
        self.offset = offset
    }
}

/// How the verifier judged the rollouts of one step.
public struct StepVerdicts: Sendable, Codable, Hashable {
    public var step: Int
    public var counts: [Verdict: Int]

    /// Correct over judged; infrastructure failures say nothing. `nil` when nothing was judged.
    public var accuracy: Double? {
        let judged = counts.filter { $0.key != .infrastructureFailure }.values.reduce(0, +)
        return judged == 0 ? nil : Double(counts[.correct, default: 0]) / Double(judged)
    }
}
