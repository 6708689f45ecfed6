import Foundation

/// Numeric integrals of real functions.
enum Quadrature {
    struct Estimate {
        var value: Double
        /// How far the last two refinements lie apart.
        var error: Double
    }

    /// ∫ₐᵇ f by the tanh-sinh rule (Takahasi and Mori 1974): end points are never evaluated, so that f may be singular
    /// there; either bound may be infinite.
    ///
    /// - Returns: `nil` where f is not real and finite in between, or the sums do not settle.
    static func tanhSinh(_ f: (Double) -> Double?, from lower: Double, to upper: Double) -> Estimate? {
        if lower == upper { return Estimate(value: 0, error: 0) }
        if lower > upper { return tanhSinh(f, from: upper, to: lower).map { Estimate(value: -$0.value, error: $0.error) } }
        switch (lower.isInfinite, upper.isInfinite) {
        case (false, false): return finite(f, lower, upper)
        case (false, true):
            // Cut at 1 past the bound: what lies beyond is turned inside out, x = bound + 1/t.
            guard let near = finite(f, lower, lower + 1), let far = beyond({ f(lower + $0) }) else { return nil }
            return Estimate(value: near.value + far.value, error: near.error + far.error)
        case (true, false): return tanhSinh({ f(-$0) }, from: -upper, to: .infinity)
        case (true, true):
            guard let left = tanhSinh({ f(-$0) }, from: 0, to: .infinity), let right = tanhSinh(f, from: 0, to: .infinity) else { return nil }
            return Estimate(value: left.value + right.value, error: left.error + right.error)
        }
    }

    /// ∫ₐᵇ f over a finite interval, halved where ten and twenty points disagree: for kinks, steps and waves.
    ///
    /// - Returns: `nil` where f is not real and finite, or it would take more than some 60,000 values.
    static func adaptive(_ f: (Double) -> Double?, from lower: Double, to upper: Double) -> Estimate? {
        guard lower.isFinite, upper.isFinite else { return nil }
        if lower > upper { return adaptive(f, from: upper, to: lower).map { Estimate(value: -$0.value, error: $0.error) } }
        var total = Estimate(value: 0, error: 0)
        var open = [(lower, upper)]
        var budget = 2000
        while let (a, b) = open.popLast() {
            budget -= 1
            guard budget > 0, let part = gauss(f, from: a, to: b) else { return nil }
            let share = (b - a) / (upper - lower)
            let middle = (a + b) / 2
            if part.error <= 1e-11 * share * max(1, abs(total.value)) + 1e-15 * abs(part.value) || share < 1e-12 || middle <= a || middle >= b {
                total.value += part.value
                total.error += part.error
            } else {
                open += [(middle, b), (a, middle)]
            }
        }
        return total
    }

    /// ∫₁^∞ f(x) dx by the exp-sinh rule.
    private static func beyond(_ f: (Double) -> Double?) -> Estimate? {
        settled { t in
            let s = exp(.pi / 2 * sinh(t))
            guard s.isFinite, s > 1e-300 else { return 0 }
            let weight = .pi / 2 * cosh(t) * s
            guard weight.isFinite else { return 0 }
            return f(1 + s).map { $0 == 0 ? 0 : $0 * weight }
        }
    }

    private static func finite(_ f: (Double) -> Double?, _ lower: Double, _ upper: Double) -> Estimate? {
        let half = (upper - lower) / 2
        return settled { t in
            let u = .pi / 2 * sinh(t)
            // The distance from the nearer end, without cancellation.
            let gap = half * 2 / (1 + exp(2 * Swift.abs(u)))
            let x = u < 0 ? lower + gap : upper - gap
            guard gap > 0, x > lower, x < upper else { return 0 }
            let c = cosh(u)
            let weight = half * .pi / 2 * cosh(t) / (c * c)
            guard weight.isFinite, weight > 0 else { return 0 }
            return f(x).map { $0 * weight }
        }
    }

    /// The trapezoidal sum of `term` over the whole line, its step halved until it settles.
    private static func settled(_ term: (Double) -> Double?) -> Estimate? {
        var step = 0.5
        guard var sum = term(0) else { return nil }
        var before: Double?
        var best: Estimate?
        for level in 0..<8 {
            let stride = level == 0 ? step : 2 * step
            guard let right = side(term, from: step, by: stride, 1, sum), let left = side(term, from: step, by: stride, -1, sum) else { return nil }
            sum += right + left
            let value = sum * step
            if let before, level > 2 {
                best = Estimate(value: value, error: Swift.abs(value - before))
                if Swift.abs(value - before) <= 1e-11 * max(1e-2, Swift.abs(value)) { break }
            }
            before = value
            step /= 2
        }
        return best
    }

    /// The terms on one side of 0. Where f cannot be evaluated far out, or after its terms have become nothing, the rest
    /// is nothing.
    private static func side(_ term: (Double) -> Double?, from start: Double, by stride: Double, _ sign: Double, _ sum: Double) -> Double? {
        var total = 0.0
        var isSmall = false
        var t = start
        while t <= 4.5 {
            guard let next = term(sign * t), next.isFinite else { return isSmall || t > 3 ? total : nil }
            total += next
            isSmall = Swift.abs(next) <= 1e-18 * (Swift.abs(total) + Swift.abs(sum))
            t += stride
        }
        return total
    }

    /// ∫ₐᵇ f over a short interval in whose inside f is smooth: Gauss and Legendre with ten points, on the whole and on
    /// its halves.
    static func gauss(_ f: (Double) -> Double?, from lower: Double, to upper: Double) -> Estimate? {
        let middle = (lower + upper) / 2
        guard let whole = tenPoints(f, lower, upper), let left = tenPoints(f, lower, middle), let right = tenPoints(f, middle, upper) else { return nil }
        return Estimate(value: left + right, error: Swift.abs(left + right - whole))
    }

    /// Abramowitz and Stegun, table 25.4, n = 10.
    private static let nodes: [(place: Double, weight: Double)] = [
        (0.148874338981631, 0.295524224714753), (0.433395394129247, 0.269266719309996), (0.679409568299024, 0.219086362515982),
        (0.865063366688985, 0.149451349150581), (0.973906528517172, 0.066671344308688),
    ]

    private static func tenPoints(_ f: (Double) -> Double?, _ lower: Double, _ upper: Double) -> Double? {
        let (middle, half) = ((lower + upper) / 2, (upper - lower) / 2)
        var sum = 0.0
        for node in nodes {
            guard let left = f(middle - half * node.place), let right = f(middle + half * node.place) else { return nil }
            sum += node.weight * (left + right)
        }
        return sum * half
    }
}
