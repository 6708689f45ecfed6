/// Two graders that judged one completion of one problem and did not say the same.
public struct Disagreement: Sendable, Codable, Hashable {
    public var problemID: String
    public var question: String
    public var label: String
    public var completion: String
    /// The verifier they belong to, such as `maths`.
    public var verifier: String
    /// Who decided: `native`, `math-verify`, `agree` or `either`.
    public var decidedBy: String
    public var decision: Verdict
    public var first: Opinion
    public var second: Opinion

    public struct Opinion: Sendable, Codable, Hashable {
        public var grader: String
        public var verdict: Verdict
        public var answer: String?
        public var evidence: String

        public init(grader: String, _ judgement: Judgement) {
            self.grader = grader
            verdict = judgement.verdict
            answer = judgement.answer
            evidence = judgement.evidence
        }
    }

    public init(
        problem: Problem, completion: String, verifier: String, decidedBy: String, decision: Verdict, first: Opinion,
        second: Opinion
    ) {
        problemID = problem.id
        question = problem.question
        label = problem.label
        self.completion = completion
        self.verifier = verifier
        self.decidedBy = decidedBy
        self.decision = decision
        self.first = first
        self.second = second
    }
}
