import Foundation

extension MathExpression {
    /// The value at a point, in the complex plane with principal branches.
    ///
    /// - Parameter point: the value of each name; a name it does not know is undefined.
    /// - Returns: something not finite where the formula is undefined or too large.
    func value(at point: (String) -> Complex) -> Complex {
        switch self {
        case .number(let value): return Complex(value.double)
        case .approximate(let value): return Complex(value)
        case .constant(.pi): return Complex(.pi)
        case .constant(.e): return Complex(M_E)
        case .constant(.i): return Complex(0, 1)
        case .constant(.catalan): return Complex(0.915_965_594_177_219_015)
        case .constant(.eulerGamma): return Complex(0.577_215_664_901_532_861)
        // No number: 1/∞ is not worked out.
        case .constant(.infinity): return .undefined
        case .variable(let name): return point(name)
        case .sum(let parts): return parts.reduce(Complex(0)) { $0 + $1.value(at: point) }
        case .product(let parts): return parts.reduce(Complex(1)) { $0 * $1.value(at: point) }
        case .quotient(let a, let b): return a.value(at: point) / b.value(at: point)
        case .power(let a, let b): return a.value(at: point).raised(to: b.value(at: point))
        case .negative(let part): return -part.value(at: point)
        case .sign(let name, let body): return body.value(at: point) * point(name)
        case .function(let function, let parts): return function.value(parts.map { $0.value(at: point) })
        }
    }
}

extension MathFunction {
    func value(_ x: [Complex]) -> Complex {
        guard let z = x.first else { return .undefined }
        switch self {
        case .sqrt: return z.squareRoot
        case .root: return x.count == 2 ? Self.root(z, x[1]) : .undefined
        case .log: return z.logarithm
        case .logBase: return x.count == 2 ? z.logarithm / x[1].logarithm : .undefined
        case .exp: return z.exponential
        case .abs: return Complex(z.magnitude)
        case .floor: return z.isReal ? Complex(Foundation.floor(z.real)) : .undefined
        case .ceil: return z.isReal ? Complex(Foundation.ceil(z.real)) : .undefined
        case .sign: return z.isReal ? Complex(z.real > 0 ? 1 : z.real < 0 ? -1 : 0) : .undefined
        case .erf: return z.isReal ? Complex(Foundation.erf(z.real)) : .undefined
        case .gamma: return z.isReal ? Complex(tgamma(z.real)) : .undefined
        case .factorial: return z.isReal ? Complex(tgamma(z.real + 1)) : .undefined
        case .binomial: return x.count == 2 ? Self.binomial(z, x[1]) : .undefined
        case .gcd, .lcm, .max, .min: return many(x)
        case .sin: return z.sine
        case .cos: return z.cosine
        case .tan: return z.sine / z.cosine
        case .cot: return z.cosine / z.sine
        case .sec: return Complex(1) / z.cosine
        case .csc: return Complex(1) / z.sine
        case .asin: return z.arcsine
        case .acos: return Complex(.pi / 2) - z.arcsine
        case .atan: return z.arctangent
        case .acot: return Complex(.pi / 2) - z.arctangent
        case .asec: return Complex(.pi / 2) - (Complex(1) / z).arcsine
        case .acsc: return (Complex(1) / z).arcsine
        case .sinh where z.imaginary == 0: return Complex(Foundation.sinh(z.real))
        case .cosh where z.imaginary == 0: return Complex(Foundation.cosh(z.real))
        case .tanh where z.imaginary == 0: return Complex(Foundation.tanh(z.real))
        case .sinh: return (z.exponential - (-z).exponential) / Complex(2)
        case .cosh: return (z.exponential + (-z).exponential) / Complex(2)
        case .tanh, .coth, .sech, .csch: return hyperbolic(z)
        case .asinh: return (z + (z * z + Complex(1)).squareRoot).logarithm
        case .acosh: return (z + (z + Complex(1)).squareRoot * (z - Complex(1)).squareRoot).logarithm
        case .atanh: return Complex(0.5) * ((Complex(1) + z) / (Complex(1) - z)).logarithm
        }
    }

    private func hyperbolic(_ z: Complex) -> Complex {
        let (rising, falling) = (z.exponential, (-z).exponential)
        switch self {
        case .tanh: return (rising - falling) / (rising + falling)
        case .coth: return (rising + falling) / (rising - falling)
        case .sech: return Complex(2) / (rising + falling)
        default: return Complex(2) / (rising - falling)
        }
    }

    private func many(_ x: [Complex]) -> Complex {
        guard x.allSatisfy(\.isReal), x.allSatisfy(\.isFinite) else { return .undefined }
        let values = x.map(\.real)
        switch self {
        case .max: return Complex(values.max() ?? .nan)
        case .min: return Complex(values.min() ?? .nan)
        default:
            guard values.allSatisfy({ $0 == $0.rounded() && Swift.abs($0) < 1e15 && $0 != 0 }) else { return .undefined }
            let divisor = { (a: Double, b: Double) -> Double in
                var (a, b) = (Swift.abs(a), Swift.abs(b))
                while b != 0 { (a, b) = (b, a.truncatingRemainder(dividingBy: b)) }
                return a
            }
            let common = values.dropFirst().reduce(values[0], divisor)
            return Complex(self == .gcd ? common : values.dropFirst().reduce(values[0]) { Swift.abs($0 * $1) / divisor($0, $1) })
        }
    }

    /// The real root of a negative number where the degree is odd, as school means it.
    private static func root(_ z: Complex, _ degree: Complex) -> Complex {
        if z.imaginary == 0, z.real < 0, degree.imaginary == 0, degree.real == degree.real.rounded(),
            degree.real.truncatingRemainder(dividingBy: 2) != 0
        {
            return Complex(-pow(-z.real, 1 / degree.real))
        }
        return z.raised(to: Complex(1) / degree)
    }

    private static func binomial(_ n: Complex, _ k: Complex) -> Complex {
        guard n.isReal, k.isReal else { return .undefined }
        return Complex(tgamma(n.real + 1) / (tgamma(k.real + 1) * tgamma(n.real - k.real + 1)))
    }
}
