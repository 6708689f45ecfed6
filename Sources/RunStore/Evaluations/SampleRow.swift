public import Experience

/// One completion of one problem of a suite, as an evaluation stores it.
public struct SampleRow: Sendable, Codable, Hashable {
    /// The problem's place in its suite, from 0.
    public var place: Int
    public var itemID: String
    public var family: String
    /// 0..<k.
    public var sample: Int
    public var question: String
    public var label: String
    /// What a verifier needs beside the label, as JSON.
    public var specification: String
    /// As the policy saw it.
    public var prompt: String
    /// Tokens of the prompt.
    public var promptTokens: Int
    public var text: String
    /// Tokens of the completion, those of earlier stages included.
    public var tokenCount: Int
    public var stopReason: StopReason
    public var verdict: Verdict
    public var answer: String?
    public var evidence: String
    /// What a strategy wrote on the way to `text`, in order; empty for a direct answer.
    public var stages: [String]
    /// Of the verdict.
    public var milliseconds: Double

    public var isCorrect: Bool { verdict == .correct }

    /// The problem as it was posed; where it came from is not stored with every sample.
    public var problem: Problem {
        Problem(id: itemID, question: question, label: label, family: family, provenance: "", specification: specification)
    }

    /// The same completion with another verdict.
    public func judged(_ judgement: Judgement, milliseconds: Double) -> SampleRow {
        var row = self
        (row.verdict, row.answer, row.evidence, row.milliseconds) = (judgement.verdict, judgement.answer, judgement.evidence, milliseconds)
        return row
    }
}

extension SampleRow {
    public init(
        place: Int, problem: Problem, sample: Int, prompt: Prompt, completion: Completion, stages: [String], tokenCount: Int,
        judgement: Judgement, milliseconds: Double
    ) {
        self.place = place
        itemID = problem.id
        family = problem.family
        self.sample = sample
        question = problem.question
        label = problem.label
        specification = problem.specification
        self.prompt = prompt.text
        promptTokens = prompt.tokens.count
        text = completion.text
        self.tokenCount = tokenCount
        stopReason = completion.stopReason
        verdict = judgement.verdict
        answer = judgement.answer
        evidence = judgement.evidence
        self.stages = stages
        self.milliseconds = milliseconds
    }
}
