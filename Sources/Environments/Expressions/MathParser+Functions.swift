/// Functions and their arguments.
extension MathParser {
    /// The argument of a function: `\sin^2 x`, `\sin 2x`, `\log_2 8`, `f(x, y)`.
    mutating func apply(_ function: MathFunction) -> MathExpression? {
        var function = function
        var power: MathExpression?
        var base: MathExpression?
        while next == .symbol("^") || next == .symbol("_") {
            let isPower = next == .symbol("^")
            advance()
            guard let read = script() else { return nil }
            if isPower { power = read } else { base = read }
        }
        guard let arguments = arguments(of: function), !arguments.isEmpty else { return nil }
        var all = arguments
        if let base {
            guard function == .log, all.count == 1 else { return nil }
            function = .logBase
            all.append(base)
        }
        let expected: ClosedRange<Int> =
            switch function {
            case .gcd, .lcm, .max, .min: 1...20
            case .logBase: 2...2
            case .log: 1...2
            default: 1...1
            }
        guard expected.contains(all.count) else { return nil }
        if function == .log, all.count == 2 { function = .logBase }
        var applied = MathExpression.function(function, all)
        if let power {
            if power == .negative(.one), let inverse = Self.inverses[function] {
                applied = .function(inverse, all)
            } else {
                applied = .power(applied, power)
            }
        }
        return applied
    }

    static let inverses: [MathFunction: MathFunction] = [
        .sin: .asin, .cos: .acos, .tan: .atan, .cot: .acot, .sec: .asec, .csc: .acsc, .sinh: .asinh, .cosh: .acosh, .tanh: .atanh,
    ]

    mutating func arguments(of function: MathFunction) -> [MathExpression]? {
        if next == .symbol("(") || next == .symbol("{") {
            let close = next == .symbol("(") ? ")" : "}"
            advance()
            var list: [MathExpression] = []
            repeat {
                guard let argument = sum() else { return nil }
                list.append(argument)
            } while take(",")
            return take(close) ? list : nil
        }
        // Without parentheses: factors up to the next sign, division or function.
        guard var argument = factor(first: true) else { return nil }
        while let token = next, startsFactor(token), !isFunction(token) {
            guard let other = factor(first: false) else { return nil }
            argument = Self.times(argument, other)
        }
        return [argument]
    }

    func isFunction(_ token: MathToken) -> Bool {
        switch token {
        case .command(let name): MathFunction.spellings[name] != nil || Self.signs.contains(name)
        case .letters(let run): MathFunction.spellings[run] != nil
        case .symbol("("): true
        default: false
        }
    }
}
