extension MathExpression {
    /// The value at a point with a first-order bound of its rounding error: where terms cancel, the bound is large though
    /// the value looks well. Evaluation adds 2⁻⁵² of every intermediate value and carries errors along by slopes.
    func bounded(at point: (String) -> Complex) -> (value: Complex, error: Double) {
        let epsilon = 0x1p-52
        switch self {
        case .number, .approximate, .constant, .variable, .sign:
            let value = value(at: point)
            return (value, epsilon * value.magnitude)
        case .negative(let part):
            let inner = part.bounded(at: point)
            return (-inner.value, inner.error)
        case .sum(let parts):
            return parts.reduce((Complex(0), 0)) { sum, part in
                let next = part.bounded(at: point)
                let value = sum.0 + next.value
                return (value, sum.1 + next.error + epsilon * value.magnitude)
            }
        case .product(let parts):
            return parts.reduce((Complex(1), 0)) { product, part in
                let next = part.bounded(at: point)
                let value = product.0 * next.value
                return (value, product.0.magnitude * next.error + product.1 * next.value.magnitude + epsilon * value.magnitude)
            }
        case .quotient(let a, let b):
            let (above, below) = (a.bounded(at: point), b.bounded(at: point))
            let value = above.value / below.value
            return (value, (above.error + value.magnitude * below.error) / below.value.magnitude + epsilon * value.magnitude)
        case .power(let a, let b):
            let (base, exponent) = (a.bounded(at: point), b.bounded(at: point))
            let value = base.value.raised(to: exponent.value)
            let relative = exponent.value.magnitude * base.error / base.value.magnitude
                + (exponent.error == 0 ? 0 : base.value.logarithm.magnitude * exponent.error)
            return (value, value.magnitude * (relative + epsilon))
        case .function(let function, let parts):
            let inner = parts.map { $0.bounded(at: point) }
            let value = function.value(inner.map(\.value))
            guard inner.count == 1, let argument = inner.first else { return (value, epsilon * value.magnitude) }
            let slope = function.dual([Dual(value: argument.value, derivative: Complex(1))]).derivative.magnitude
            return (value, (slope.isFinite ? slope * argument.error : 0) + 2 * epsilon * value.magnitude)
        }
    }
}
