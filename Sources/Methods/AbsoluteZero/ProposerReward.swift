/// What a proposer earns for a valid task whose solve rate is p: one function per rule, each from p in [0, 1] to a reward.
public enum ProposerReward {
    /// 1 − p, and 0 where nobody or everybody solves it: Zhao et al. 2025, arXiv:2505.03335, eq. 4.
    public static func paper(_ p: Double) -> Double { p <= 0 || p >= 1 ? 0 : 1 - p }

    /// The same with −0.5 at both ends, as the released code scores it (its issue 37).
    public static func code(_ p: Double) -> Double { p <= 0 || p >= 1 ? -0.5 : 1 - p }

    /// 1 − p throughout: the harder the better, impossible tasks best of all (the code's `inverse`).
    public static func inverse(_ p: Double) -> Double { 1 - p }

    /// 4·p·(1 − p), in [0, 1], largest where the solver is right half of the time: the variance of a solver's success, which
    /// bounds what a policy gradient can learn from it (Foster et al. 2025, arXiv:2502.12272), scaled.
    public static func learnability(_ p: Double) -> Double { 4 * p * (1 - p) }

    /// 1 at the wanted solve rate, falling to 0 linearly at the end that is farther away (our own).
    public static func target(_ p: Double, rate: Double) -> Double { 1 - abs(p - rate) / max(rate, 1 - rate) }

    /// The sum of the intrinsic terms, each `weight · value`, at most 0.5 (Zhao et al. 2025, appendix D; the released code's `sum`).
    ///
    /// - Parameter terms: weights, and values in [0, 1].
    public static func intrinsic(_ terms: [(weight: Double, value: Double)]) -> Double {
        terms.reduce(0) { $0 + min(0.5, $1.weight * $1.value) }
    }

    static func value(_ p: Double, by settings: AbsoluteZeroSettings) -> Double {
        switch settings.proposerReward {
        case .paper: paper(p)
        case .code: code(p)
        case .inverse: inverse(p)
        case .learnability: learnability(p)
        case .target: target(p, rate: settings.targetSolveRate)
        }
    }
}
