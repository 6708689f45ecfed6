extension JinjaParser {
    /// An expression, or several with commas: a tuple.
    mutating func tupleOrExpression() throws(ChatTemplateError) -> JinjaExpression {
        let line = line
        let first = try expression()
        guard kind == .symbol(",") else { return first }
        var elements = [first]
        while take(.symbol(",")) {
            if kind == .blockEnd || kind == .printEnd || kind == .symbol(")") { break }
            elements.append(try expression())
        }
        return tuple(elements, line: line)
    }

    func tuple(_ elements: [JinjaExpression], line: Int) -> JinjaExpression {
        let list = JinjaExpression(kind: .list(elements), line: line)
        return JinjaExpression(kind: .filter(list, "tuple", JinjaArguments()), line: line)
    }

    /// `a if condition else b` and all that binds tighter.
    mutating func expression() throws(ChatTemplateError) -> JinjaExpression {
        try enter()
        defer { depth -= 1 }
        var value = try or()
        while kind == .name("if") {
            let line = line
            advance()
            let condition = try or()
            let otherwise = take(.name("else")) ? try expression() : nil
            try link()
            value = JinjaExpression(
                kind: .conditional(condition: condition, then: value, otherwise: otherwise), line: line)
        }
        return value
    }

    /// Counts a link; each may be one more level of the tree.
    mutating func link() throws(ChatTemplateError) {
        links += 1
        guard links <= Self.maximumLinks else {
            throw .limit(line: line, problem: "a tag has more than \(Self.maximumLinks) operators, filters and attributes")
        }
    }

    mutating func or() throws(ChatTemplateError) -> JinjaExpression {
        var left = try and()
        while kind == .name("or") {
            let line = line
            advance()
            try link()
            left = JinjaExpression(kind: .or(left, try and()), line: line)
        }
        return left
    }

    private mutating func and() throws(ChatTemplateError) -> JinjaExpression {
        var left = try not()
        while kind == .name("and") {
            let line = line
            advance()
            try link()
            left = JinjaExpression(kind: .and(left, try not()), line: line)
        }
        return left
    }

    private mutating func not() throws(ChatTemplateError) -> JinjaExpression {
        guard kind == .name("not") else { return try comparison() }
        let line = line
        advance()
        try enter()
        defer { depth -= 1 }
        return JinjaExpression(kind: .not(try not()), line: line)
    }

    private mutating func comparison() throws(ChatTemplateError) -> JinjaExpression {
        let line = line
        let first = try sum()
        var rest: [(operation: String, operand: JinjaExpression)] = []
        while let operation = comparisonOperator() {
            advance()
            if operation == "not in" { advance() }
            try link()
            rest.append((operation, try sum()))
        }
        return rest.isEmpty ? first : JinjaExpression(kind: .comparison(first, rest), line: line)
    }

    private func comparisonOperator() -> String? {
        switch kind {
        case .symbol(let symbol) where ["==", "!=", "<", "<=", ">", ">="].contains(symbol): symbol
        case .name("in"): "in"
        case .name("not") where following == .name("in"): "not in"
        default: nil
        }
    }

    private mutating func sum() throws(ChatTemplateError) -> JinjaExpression {
        var left = try concatenation()
        while case .symbol(let symbol) = kind, symbol == "+" || symbol == "-" {
            let line = line
            advance()
            try link()
            left = JinjaExpression(kind: .arithmetic(symbol, left, try concatenation()), line: line)
        }
        return left
    }

    private mutating func concatenation() throws(ChatTemplateError) -> JinjaExpression {
        let line = line
        var parts = [try product()]
        while take(.symbol("~")) { parts.append(try product()) }
        return parts.count == 1 ? parts[0] : JinjaExpression(kind: .concatenation(parts), line: line)
    }

    private mutating func product() throws(ChatTemplateError) -> JinjaExpression {
        var left = try power()
        while case .symbol(let symbol) = kind, ["*", "/", "//", "%"].contains(symbol) {
            let line = line
            advance()
            try link()
            if symbol == "%", case .constant(.string) = left.kind {
                throw .unsupported(line: line, construct: "'%' on a text", supported: "'~' and '+'")
            }
            left = JinjaExpression(kind: .arithmetic(symbol, left, try power()), line: line)
        }
        return left
    }

    private mutating func power() throws(ChatTemplateError) -> JinjaExpression {
        var left = try unary(withFilters: true)
        while kind == .symbol("**") {
            let line = line
            advance()
            try link()
            left = JinjaExpression(kind: .arithmetic("**", left, try unary(withFilters: true)), line: line)
        }
        return left
    }

    mutating func unary(withFilters: Bool) throws(ChatTemplateError) -> JinjaExpression {
        try enter()
        defer { depth -= 1 }
        let line = line
        var value: JinjaExpression
        if take(.symbol("-")) {
            value = JinjaExpression(kind: .negative(try unary(withFilters: false)), line: line)
        } else if take(.symbol("+")) {
            value = JinjaExpression(kind: .positive(try unary(withFilters: false)), line: line)
        } else {
            value = try postfix(try primary())
        }
        guard withFilters else { return value }
        while true {
            if take(.symbol("|")) {
                try link()
                let (name, arguments) = try filter()
                value = try postfix(JinjaExpression(kind: .filter(value, name, arguments), line: line))
            } else if take(.name("is")) {
                try link()
                value = try test(value)
            } else {
                return value
            }
        }
    }
}
