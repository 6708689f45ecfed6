/// What a verifier found. An infrastructure failure says nothing about the completion.
public enum Verdict: String, Sendable, Codable, CaseIterable {
    case correct
    case incorrect
    case unparseable
    case timeout
    case resourceLimit
    case infrastructureFailure
}

/// A verdict with its evidence.
public struct Judgement: Sendable, Codable, Hashable {
    public var verdict: Verdict
    /// The answer found in the completion, if one was.
    public var answer: String?
    /// One line a person can check: what was compared with what, by which rule.
    public var evidence: String

    public init(verdict: Verdict, answer: String? = nil, evidence: String) {
        self.verdict = verdict
        self.answer = answer
        self.evidence = evidence
    }
}

/// A number made from a judgement. `nil` when the verifier's infrastructure failed: the rollout is
/// dropped from the update and counted, never scored 0.
public struct Reward: Sendable, Codable, Hashable {
    public var value: Double?
    public var judgement: Judgement

    public init(value: Double?, judgement: Judgement) {
        self.value = value
        self.judgement = judgement
    }
}
