public import Experience

/// The format control: correct where there is a closed box with something in it, whatever it says.
public struct BoxFormatVerifier: Verifier {
    public let name = "format"

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        guard let answer = AnswerExtraction.lastBoxed(in: completion), !answer.isEmpty else {
            return Judgement(verdict: .unparseable, evidence: "no closed, non-empty \\boxed{} in the completion")
        }
        return Judgement(verdict: .correct, answer: answer, evidence: "a closed box; its content is not looked at")
    }
}
