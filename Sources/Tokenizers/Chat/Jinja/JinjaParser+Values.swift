extension JinjaParser {
    mutating func primary() throws(ChatTemplateError) -> JinjaExpression {
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
    mutating func postfix(_ start: JinjaExpression) throws(ChatTemplateError) -> JinjaExpression {
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
}
