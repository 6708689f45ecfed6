extension JinjaParser {
    mutating func arguments() throws(ChatTemplateError) -> JinjaArguments {
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
    mutating func test(_ value: JinjaExpression) throws(ChatTemplateError) -> JinjaExpression {
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
