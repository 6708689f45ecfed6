/// A value and its derivative by one variable, both at a point.
struct Dual: Sendable {
    var value: Complex
    var derivative: Complex

    static let undefined = Dual(value: .undefined, derivative: .undefined)
    static func constant(_ value: Complex) -> Dual { Dual(value: value, derivative: Complex(0)) }

    static func + (a: Dual, b: Dual) -> Dual { Dual(value: a.value + b.value, derivative: a.derivative + b.derivative) }
    static prefix func - (a: Dual) -> Dual { Dual(value: -a.value, derivative: -a.derivative) }

    static func * (a: Dual, b: Dual) -> Dual {
        Dual(value: a.value * b.value, derivative: a.derivative * b.value + a.value * b.derivative)
    }

    static func / (a: Dual, b: Dual) -> Dual {
        let quotient = a.value / b.value
        return Dual(value: quotient, derivative: (a.derivative - quotient * b.derivative) / b.value)
    }

    var isConstant: Bool { derivative.real == 0 && derivative.imaginary == 0 }
}

extension MathExpression {
    /// The value and the derivative at a point, by the chain rule: exact up to rounding, in time linear in the formula
    /// (a derivative written out could be exponentially longer).
    ///
    /// - Parameters:
    ///   - name: the variable of differentiation.
    ///   - point: the value of each name, `name` among them.
    func dual(by name: String, at point: (String) -> Complex) -> Dual {
        switch self {
        case .number, .approximate, .constant: return .constant(value(at: point))
        case .variable(let own): return Dual(value: point(own), derivative: Complex(own == name ? 1 : 0))
        case .sum(let parts): return parts.reduce(.constant(Complex(0))) { $0 + $1.dual(by: name, at: point) }
        case .product(let parts): return parts.reduce(.constant(Complex(1))) { $0 * $1.dual(by: name, at: point) }
        case .quotient(let a, let b): return a.dual(by: name, at: point) / b.dual(by: name, at: point)
        case .negative(let part): return -part.dual(by: name, at: point)
        case .power(let a, let b): return Self.power(a.dual(by: name, at: point), b.dual(by: name, at: point))
        case .sign: return .undefined
        case .function(let function, let parts): return function.dual(parts.map { $0.dual(by: name, at: point) })
        }
    }

    private static func power(_ u: Dual, _ v: Dual) -> Dual {
        let value = u.value.raised(to: v.value)
        if v.isConstant {
            if u.isConstant { return .constant(value) }
            if v.value == Complex(0) { return .constant(Complex(1)) }
            return Dual(value: value, derivative: v.value * u.value.raised(to: v.value - Complex(1)) * u.derivative)
        }
        let growth = v.derivative * u.value.logarithm
        return Dual(value: value, derivative: value * (u.isConstant ? growth : growth + v.value * u.derivative / u.value))
    }
}

extension MathFunction {
    func dual(_ parts: [Dual]) -> Dual {
        let value = value(parts.map(\.value))
        if parts.allSatisfy(\.isConstant) { return .constant(value) }
        guard let z = parts.first else { return .undefined }
        if self == .logBase, parts.count == 2 { return MathFunction.log.dual([z]) / MathFunction.log.dual([parts[1]]) }
        if self == .root, parts.count == 2, parts[1].isConstant {
            return Dual(value: value, derivative: value * z.derivative / (parts[1].value * z.value))
        }
        guard parts.count == 1 else { return .undefined }
        return Dual(value: value, derivative: slope(at: z.value, value: value) * z.derivative)
    }

    /// The derivative by the argument `z`, where the value is known.
    private func slope(at z: Complex, value: Complex) -> Complex {
        let one = Complex(1)
        switch self {
        case .sqrt: return one / (Complex(2) * value)
        case .log: return one / z
        case .exp: return value
        case .abs: return z.isReal ? Complex(z.real > 0 ? 1 : z.real < 0 ? -1 : .nan) : .undefined
        case .floor, .ceil, .sign: return value.isFinite ? Complex(0) : .undefined
        case .erf: return Complex(2 / Double.pi.squareRoot()) * (-(z * z)).exponential
        case .sin: return z.cosine
        case .cos: return -z.sine
        case .tan: return one + value * value
        case .cot: return -(one + value * value)
        case .sec: return value * (z.sine / z.cosine)
        case .csc: return -(value * (z.cosine / z.sine))
        case .asin: return one / (one - z * z).squareRoot
        case .acos: return -(one / (one - z * z).squareRoot)
        case .atan: return one / (one + z * z)
        case .acot: return -(one / (one + z * z))
        case .asec: return one / (z * z * (one - one / (z * z)).squareRoot)
        case .acsc: return -(one / (z * z * (one - one / (z * z)).squareRoot))
        case .sinh: return MathFunction.cosh.value([z])
        case .cosh: return MathFunction.sinh.value([z])
        case .tanh, .coth: return one - value * value
        case .sech: return -(value * MathFunction.tanh.value([z]))
        case .csch: return -(value * MathFunction.coth.value([z]))
        case .asinh: return one / (z * z + one).squareRoot
        case .acosh: return one / ((z - one).squareRoot * (z + one).squareRoot)
        case .atanh: return one / (one - z * z)
        case .root, .logBase, .factorial, .binomial, .gcd, .lcm, .max, .min, .gamma: return .undefined
        }
    }
}
