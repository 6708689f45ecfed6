/// Which answers are names, and what an answer says without its name.
extension MathExpression {
    var isInfinite: Bool {
        switch self {
        case .constant(.infinity): true
        case .negative(let part): part.isInfinite
        default: false
        }
    }

    /// A name, or names side by side: `x`, `AB`, `f(x)`, `\frac{NO}{BO}`; nothing added, no numbers.
    var isName: Bool {
        switch self {
        case .variable: true
        case .constant(.e), .constant(.i): true
        case .product(let parts): parts.allSatisfy(\.isName)
        case .quotient(let a, let b): a.isName && b.isName
        case .function(.abs, let parts): parts.allSatisfy(\.isName)
        case .function(.max, let parts), .function(.min, let parts): parts.allSatisfy(\.isName)
        default: false
        }
    }
}

extension MathAnswer {
    /// `x = 2` says 2, `f(x) = y = 3` says 3, `(x, y) = (1, 2)` says the pair.
    var withoutName: MathAnswer {
        guard case .relation(let sides, let relations) = self, relations.allSatisfy({ $0 == .equal }), let last = sides.last else { return self }
        let isNamed: Bool =
            switch sides[0] {
            case .formula(let expression, _): expression.isName || Self.isApplication(expression)
            case .tuple(let parts): parts.allSatisfy { if case .formula(let part, _) = $0 { part.isName } else { false } }
            case .ratio(let parts): parts.allSatisfy(\.isName)
            case .text: true
            default: false
            }
        // 5 · 6 · 4 = 120 commits to what it ends with.
        return isNamed || sides.allSatisfy(\.isNumber) ? last : self
    }

    /// A formula without names.
    var isNumber: Bool { if case .formula(let expression, _) = self { expression.variables.isEmpty } else { false } }

    /// `f(2)`, `a_{1}`: a name applied to something.
    private static func isApplication(_ expression: MathExpression) -> Bool {
        if case .product(let parts) = expression, parts.count == 2, case .variable = parts[0], case .number = parts[1] { return true }
        return false
    }
}
