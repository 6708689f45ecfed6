/// A formula as a tree of allowed operations. It is made by ``MathParser`` from text of bounded size, and is never more
/// than what stands here: no calls, no names with a meaning of their own.
public indirect enum MathExpression: Sendable, Hashable {
    case number(Rational)
    /// A number with more digits than are kept exactly.
    case approximate(Double)
    case constant(Constant)
    case variable(String)
    case sum([MathExpression])
    case product([MathExpression])
    case quotient(MathExpression, MathExpression)
    case power(MathExpression, MathExpression)
    case negative(MathExpression)
    case function(MathFunction, [MathExpression])
    /// A sum, an integral or another sign we do not work out: equal where sign, bounds and body are.
    case sign(String, MathExpression)

    public enum Constant: String, Sendable { case pi, e, i, infinity, catalan, eulerGamma }
}

/// The functions there are.
public enum MathFunction: String, Sendable, CaseIterable {
    case sqrt, root, log, logBase, exp, abs, floor, ceil, factorial, binomial, gcd, lcm, max, min
    case sin, cos, tan, cot, sec, csc, asin, acos, atan, acot, asec, acsc
    case sinh, cosh, tanh, coth, sech, csch, asinh, acosh, atanh
    case sign, erf, gamma

    /// Spellings beside the raw value.
    static let spellings: [String: MathFunction] = {
        var names: [String: MathFunction] = [
            "ln": .log, "arcsin": .asin, "arccos": .acos, "arctan": .atan, "arccot": .acot, "arcsec": .asec,
            "arccsc": .acsc, "arcsinh": .asinh, "arccosh": .acosh, "arctanh": .atanh, "arsinh": .asinh, "arcosh": .acosh,
            "artanh": .atanh, "tg": .tan, "ctg": .cot, "cosec": .csc, "Abs": .abs, "lg": .log, "cbrt": .root,
            "ceiling": .ceil, "sgn": .sign, "arg": .sign, "Max": .max, "Min": .min,
        ]
        for function in allCases where ![.root, .logBase, .binomial, .factorial].contains(function) {
            names[function.rawValue] = function
        }
        names["arg"] = nil
        names["lg"] = nil
        names["cbrt"] = nil
        return names
    }()
}

extension MathExpression {
    static let zero = MathExpression.number(Rational(0))
    static let one = MathExpression.number(Rational(1))

    /// Names that stand in it.
    public var variables: Set<String> {
        switch self {
        case .number, .approximate, .constant: []
        case .variable(let name): [name]
        case .sum(let parts), .product(let parts), .function(_, let parts): parts.reduce(into: []) { $0.formUnion($1.variables) }
        case .quotient(let a, let b), .power(let a, let b): a.variables.union(b.variables)
        case .negative(let part): part.variables
        case .sign(let name, let body): body.variables.union([name])
        }
    }

    /// The value where it is a fraction and can be worked out exactly.
    public var exact: Rational? {
        switch self {
        case .number(let value): return value
        case .negative(let part): return part.exact?.negated
        case .sum(let parts):
            return parts.reduce(Optional(Rational(0))) { sum, part in part.exact.flatMap { sum?.adding($0) } }
        case .product(let parts):
            return parts.reduce(Optional(Rational(1))) { product, part in part.exact.flatMap { product?.multiplied(by: $0) } }
        case .quotient(let a, let b):
            guard let a = a.exact, let b = b.exact else { return nil }
            return a.divided(by: b)
        case .power(let a, let b):
            guard let a = a.exact, let b = b.exact else { return nil }
            return a.raised(to: b)
        case .function(.factorial, let parts):
            guard let n = parts.first?.exact, n.isInteger, (0...30).contains(n.numerator) else { return nil }
            return (0..<Int(n.numerator)).reduce(Optional(Rational(1))) { $0?.multiplied(by: Rational($1 + 1)) }
        case .function(.binomial, let parts):
            guard let n = parts[0].exact, let k = parts[1].exact, n.isInteger, k.isInteger, (0...120).contains(n.numerator),
                (0...n.numerator).contains(k.numerator)
            else { return nil }
            return (0..<Int(k.numerator)).reduce(Optional(Rational(1))) {
                $0?.multiplied(by: Rational(Int(n.numerator) - $1))?.divided(by: Rational($1 + 1))
            }
        default: return nil
        }
    }
}
