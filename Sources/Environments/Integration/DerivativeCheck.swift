import Experience
import Foundation

/// F′ against f, at points and on intervals.
struct DerivativeCheck {
    let candidate: MathExpression
    let asked: IntegralProblem
    let tolerance: IntegralVerifier.Tolerance

    enum Opinion {
        case agrees
        /// F is not real there and F′ is: the logarithm of a negative number, where log|x| is meant.
        case agreesOffTheRealLine
        /// F or F′ is undefined, or differs where F is not real.
        case undefined
        /// A part of F leaves the range of numbers.
        case tooLarge
        case differs(slope: Double, wanted: Double)
    }

    /// Values of other names: parameters of the integrand, and the constant of integration.
    private func point(_ x: Double, constant: Double = 0.7310585) -> (String) -> Complex {
        { name in
            if name == asked.variable { return Complex(x) }
            guard asked.integrand.variables.contains(name) else { return Complex(constant) }
            // A parameter: positive, not a whole number, another one for each name.
            let hash = name.utf8.reduce(UInt64(17)) { $0 &* 31 &+ UInt64($1) }
            return Complex(0.6 + Double(hash % 997) / 997)
        }
    }

    private func integrand(_ x: Double) -> Double? {
        let value = asked.integrand.value(at: point(x))
        return value.isFinite && value.isReal ? value.real : nil
    }

    /// Where f is real, finite, and not lost in rounding; on both sides of 0, near it and far from it. Where these are
    /// too few the domain is narrow, and is searched.
    func usablePoints(_ generator: inout SeededGenerator) -> [Double] {
        var tried: [Double] = []
        for _ in 0..<24 { tried.append(-10 + 20 * generator.uniform()) }
        for _ in 0..<16 { tried.append(-1 + 2 * generator.uniform()) }
        for _ in 0..<16 { tried.append(exp(-3 + 6 * generator.uniform())) }
        for _ in 0..<8 { tried.append(-exp(-3 + 6 * generator.uniform())) }
        var found = tried.filter(isUsable)
        for reach in [10.0, 1.5, 100, 1000] where found.count < 16 {
            for _ in 0..<600 where found.count < 24 {
                let x = reach * (2 * generator.uniform() - 1)
                if isUsable(x) { found.append(x) }
            }
        }
        return found
    }

    /// Around 1, where powers are neither lost nor too large.
    func morePoints(_ generator: inout SeededGenerator) -> [Double] {
        (0..<200).map { number in
            let x = number % 2 == 0 ? 0.7 + 0.6 * generator.uniform() : -4 + 8 * generator.uniform()
            return number % 8 == 0 ? -x : x
        }.filter(isUsable)
    }

    private func isUsable(_ x: Double) -> Bool {
        guard let here = integrand(x), abs(here) < 1e100 else { return false }
        // Where its terms cancel, f is not known well enough.
        let error = asked.integrand.bounded(at: point(x)).error
        return error <= max(tolerance.absolute, tolerance.relative * abs(here)) / 4
    }

    private static func neighbours(of x: Double) -> [Double] { [1.1, -2.3, 3.1, -4.7, 5.9, -7.3, 8.2, -9.7].map { x * (1 + $0 * 1e-10) } }

    private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= max(tolerance.absolute, tolerance.relative * max(abs(a), abs(b))) }

    func opinion(at x: Double) -> Opinion {
        guard let wanted = integrand(x) else { return .undefined }
        let found = candidate.dual(by: asked.variable, at: point(x))
        // Another constant of integration changes nothing, unless it is none.
        let other = candidate.dual(by: asked.variable, at: point(x, constant: -1.618))
        guard found.derivative.isFinite, found.value.isFinite else { return candidate.leavesRange(at: point(x)) ? .tooLarge : .undefined }
        // Where rounding shows between neighbours, the point says nothing.
        for neighbour in Self.neighbours(of: x) {
            let noise = (candidate.dual(by: asked.variable, at: point(neighbour)).derivative - found.derivative).magnitude
            guard noise <= max(tolerance.absolute, tolerance.relative * max(abs(wanted), found.derivative.magnitude)) else { return .undefined }
        }
        let agrees = found.derivative.isReal && isClose(found.derivative.real, wanted)
            && other.derivative.isFinite && (other.derivative - found.derivative).magnitude <= max(tolerance.absolute, tolerance.relative * abs(wanted))
        if agrees { return found.value.isReal ? .agrees : .agreesOffTheRealLine }
        return found.value.isReal ? .differs(slope: found.derivative.real, wanted: wanted) : .undefined
    }

    /// On how many short intervals around the points ∫f and F(b) − F(a) are the same, and on how many not; those on which
    /// f is not smooth or F not defined are left out.
    func intervals(_ points: [Double], _ generator: inout SeededGenerator) -> (agree: Int, differ: Int) {
        var (agree, differ) = (0, 0)
        for x in points.prefix(48) {
            let (lower, upper) = (x, x + 0.4)
            guard let integral = Quadrature.gauss(integrand, from: lower, to: upper), integral.error <= 1e-9 * max(1, abs(integral.value)) else { continue }
            let (start, end) = (candidate.value(at: point(lower)), candidate.value(at: point(upper)))
            guard start.isFinite, end.isFinite else { continue }
            let difference = end - start
            let size = max(start.magnitude, end.magnitude)
            guard size < 1e8 else { continue }
            let allowed = max(1e-7, tolerance.relative * abs(integral.value), 1e-12 * size)
            if difference.isReal || abs(difference.imaginary) < allowed, abs(difference.real - integral.value) <= allowed { agree += 1 } else { differ += 1 }
        }
        return (agree, differ)
    }
}

extension MathExpression {
    /// Whether a power or an exponential in it is lost below the smallest number or above the largest.
    fileprivate func leavesRange(at point: (String) -> Complex) -> Bool {
        switch self {
        case .number, .approximate, .constant, .variable: return false
        case .sum(let parts), .product(let parts): return parts.contains { $0.leavesRange(at: point) }
        case .quotient(let a, let b): return a.leavesRange(at: point) || b.leavesRange(at: point)
        case .negative(let part), .sign(_, let part): return part.leavesRange(at: point)
        case .power(let a, let b):
            if a.leavesRange(at: point) || b.leavesRange(at: point) { return true }
            let base = a.value(at: point)
            return base.isFinite && base.magnitude > 0 && Self.isLost(base.raised(to: b.value(at: point)))
        case .function(let function, let parts):
            if parts.contains(where: { $0.leavesRange(at: point) }) { return true }
            return [.exp, .sinh, .cosh].contains(function) && Self.isLost(value(at: point))
        }
    }

    private static func isLost(_ value: Complex) -> Bool { value.real.isInfinite || value.imaginary.isInfinite || value.magnitude < 1e-290 }
}
