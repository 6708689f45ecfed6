public import Experience

/// Which grader of mathematics decides.
public enum MathsGrader: String, Sendable, Codable, CaseIterable {
    /// Ours: exact where numbers are exact, at points where they are formulas; in this process, in microseconds.
    case native
    /// `math-verify`, in a process of its own (``MathVerify``).
    case mathVerify = "math-verify"
    /// Correct where both say so.
    case agree
    /// Correct where one of them says so.
    case either

}

extension MathsGrader {
    /// What is decided from both judgements.
    ///
    /// A grader that has no verdict (it failed, timed out or ran out of memory) decides nothing where the other one's
    /// verdict is enough: `agree` is refused by one incorrect answer, `either` granted by one correct one.
    public func decision(native: Judgement, second: Judgement) -> Judgement {
        switch self {
        case .native: return native
        case .mathVerify: return second
        case .agree:
            if let no = [native, second].first(where: { $0.verdict == .incorrect || $0.verdict == .unparseable }) { return no }
            return second.verdict == .correct ? native : second
        case .either:
            if native.verdict == .correct { return native }
            if second.verdict == .correct { return second }
            return second.verdict == .infrastructureFailure ? second : native
        }
    }
}
