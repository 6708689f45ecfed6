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

    private func tuple(_ elements: [JinjaExpression], line: Int) -> JinjaExpression {
        let list = JinjaExpression(kind: .list(elements), line: line)
        return JinjaExpression(kind: .filter(list, "tuple", JinjaArguments()), line: line)
    }

    /// `a if condition else b` and all that binds tighter.
    mutating func expression() throws(ChatTemplateError) -> JinjaExpression {
        try enter()
        let outerChain = chain
        chain = 0
        defer {
            depth -= 1
            chain = outerChain
        }
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

    /// Counts a link of a chain; each is one level of the tree.
    private mutating func link() throws(ChatTemplateError) {
        chain += 1
        guard chain <= Self.maximumChain else {
            throw .limit(line: line, problem: "an expression has more than \(Self.maximumChain) parts")
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

    private mutating func unary(withFilters: Bool) throws(ChatTemplateError) -> JinjaExpression {
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

    private mutating func primary() throws(ChatTemplateError) -> JinjaExpression {
        let line = line
        let kind = kind
        advance()
        switch kind {
        case .name("true"), .name("True"): return JinjaExpression(kind: .constant(.bool(true)), line: line)
        case .name("false"), .name("False"): return JinjaExpression(kind: .constant(.bool(false)), line: line)
        case .name("none"), .name("None"): return JinjaExpression(kind: .constant(.none), line: line)
        case .name(let name): return JinjaExpression(kind: .name(name), line: line)
        case .integer(let integer): return JinjaExpression(kind: .constant(.integer(integer)), line: line)
        case .number(let number): return JinjaExpression(kind: .constant(.number(number)), line: line)
        case .string(var text):
            while case .string(let more) = self.kind {
                text += more
                advance()
            }
            return JinjaExpression(kind: .constant(.string(text)), line: line)
        case .symbol("("):
            if take(.symbol(")")) { return tuple([], line: line) }
            let value = try tupleOrExpression()
            try expect(.symbol(")"))
            return value
        case .symbol("["):
            var elements: [JinjaExpression] = []
            while self.kind != .symbol("]") {
                elements.append(try expression())
                guard take(.symbol(",")) else { break }
            }
            try expect(.symbol("]"))
            return JinjaExpression(kind: .list(elements), line: line)
        case .symbol("{"):
            var entries: [(key: JinjaExpression, value: JinjaExpression)] = []
            while self.kind != .symbol("}") {
                let key = try expression()
                try expect(.symbol(":"))
                entries.append((key, try expression()))
                guard take(.symbol(",")) else { break }
            }
            try expect(.symbol("}"))
            return JinjaExpression(kind: .dictionary(entries), line: line)
        default:
            throw .syntax(line: line, problem: "found \(kind.shown), expected a value")
        }
    }

    /// Attributes, items and calls after a value.
    private mutating func postfix(_ start: JinjaExpression) throws(ChatTemplateError) -> JinjaExpression {
        var value = start
        while true {
            let line = line
            if take(.symbol(".")) {
                try link()
                if case .integer(let integer) = kind {
                    advance()
                    let index = JinjaExpression(kind: .constant(.integer(integer)), line: line)
                    value = JinjaExpression(kind: .item(value, index), line: line)
                    continue
                }
                let name = try name()
                guard kind == .symbol("(") else {
                    value = JinjaExpression(kind: .attribute(value, name), line: line)
                    continue
                }
                guard JinjaMethods.names.contains(name) else {
                    throw .unsupported(
                        line: line, construct: "the method '.\(name)()'",
                        supported: JinjaMethods.names.sorted().joined(separator: ", "))
                }
                value = JinjaExpression(kind: .method(value, name, try arguments()), line: line)
            } else if take(.symbol("[")) {
                try link()
                value = try subscription(of: value, line: line)
            } else if kind == .symbol("(") {
                try link()
                guard case .name(let name) = value.kind else {
                    throw .unsupported(
                        line: line, construct: "a call of something that is not a name",
                        supported: "functions, macros and methods")
                }
                calls.append((name, line))
                value = JinjaExpression(kind: .call(name, try arguments()), line: line)
            } else {
                return value
            }
        }
    }

    private mutating func subscription(
        of value: JinjaExpression, line: Int
    ) throws(ChatTemplateError) -> JinjaExpression {
        let start = kind == .symbol(":") ? nil : try expression()
        guard take(.symbol(":")) else {
            try expect(.symbol("]"))
            guard let start else { throw unexpected("an index") }
            return JinjaExpression(kind: .item(value, start), line: line)
        }
        let stop = kind == .symbol(":") || kind == .symbol("]") ? nil : try expression()
        var step: JinjaExpression?
        if take(.symbol(":")), kind != .symbol("]") { step = try expression() }
        try expect(.symbol("]"))
        return JinjaExpression(kind: .slice(value, start: start, stop: stop, step: step), line: line)
    }

    private mutating func arguments() throws(ChatTemplateError) -> JinjaArguments {
        try expect(.symbol("("))
        var arguments = JinjaArguments()
        while kind != .symbol(")") {
            if kind == .symbol("*") || kind == .symbol("**") {
                throw .unsupported(line: line, construct: "'*' in a call", supported: "plain arguments")
            }
            if case .name(let name) = kind, following == .symbol("=") {
                advance()
                advance()
                arguments.named.append((name, try expression()))
            } else {
                guard arguments.named.isEmpty else { throw unexpected("a named argument") }
                arguments.positional.append(try expression())
            }
            guard take(.symbol(",")) else { break }
        }
        try expect(.symbol(")"))
        return arguments
    }

    /// The name and arguments of a filter, after its `|`.
    mutating func filter() throws(ChatTemplateError) -> (name: String, arguments: JinjaArguments) {
        let line = line
        let name = try name()
        guard JinjaFilters.names.contains(name) else {
            throw .unsupported(
                line: line, construct: "the filter '\(name)'",
                supported: JinjaFilters.names.sorted().joined(separator: ", "))
        }
        let given = kind == .symbol("(") ? try arguments() : JinjaArguments()
        try checkInnerName(of: name, given, line: line)
        return (name, given)
    }

    /// `map('upper')` and `selectattr('role', 'equalto', …)` name a filter or test in a text.
    private func checkInnerName(
        of filter: String, _ given: JinjaArguments, line: Int
    ) throws(ChatTemplateError) {
        let position = filter.hasSuffix("attr") ? 1 : 0
        guard ["map", "select", "reject", "selectattr", "rejectattr"].contains(filter),
            given.positional.indices.contains(position),
            case .constant(.string(let name)) = given.positional[position].kind
        else { return }
        let isKnown = filter == "map" ? JinjaFilters.names.contains(name) : JinjaListFilters.knownTest(name) != nil
        guard isKnown else {
            throw .unsupported(
                line: line, construct: "\(filter) with '\(name)'",
                supported: (filter == "map" ? JinjaFilters.names : JinjaTests.names).sorted().joined(separator: ", "))
        }
    }

    /// A test, after its `is`.
    private mutating func test(_ value: JinjaExpression) throws(ChatTemplateError) -> JinjaExpression {
        let isNegated = take(.name("not"))
        let line = line
        let name = try name()
        guard JinjaTests.names.contains(name) else {
            throw .unsupported(
                line: line, construct: "the test 'is \(name)'",
                supported: JinjaTests.names.sorted().joined(separator: ", "))
        }
        var given = JinjaArguments()
        switch kind {
        case .symbol("("): given = try arguments()
        case .name(let next) where !["else", "or", "and", "if", "is", "not", "in"].contains(next):
            given.positional = [try postfix(try primary())]
        case .string, .integer, .number, .symbol("["), .symbol("{"):
            given.positional = [try postfix(try primary())]
        default: break
        }
        let test = JinjaExpression(kind: .test(value, name, given), line: line)
        return isNegated ? JinjaExpression(kind: .not(test), line: line) : test
    }
}
