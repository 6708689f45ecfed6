/// Reads tokens into a tree, refusing by name and line what we do not do.
struct JinjaParser {
    private let tokens: [JinjaToken]
    private var index = 0
    /// Statements or brackets inside one another; a hostile template must not overflow the stack.
    var depth = 0
    /// Links of the tag at hand: the dots of `a.b.c`, the bars of `x|f|g`, the signs of `a + b + c`.
    var links = 0
    private var loopDepth = 0
    /// Calls by name, checked at the end because a macro may be defined later.
    var calls: [(name: String, line: Int)] = []
    private var macros: Set<String> = []

    static let maximumDepth = 64
    static let maximumLinks = 500

    static func parse(_ template: String) throws(ChatTemplateError) -> [JinjaStatement] {
        var parser = JinjaParser(tokens: try JinjaLexer.tokens(of: template))
        let body = try parser.statements(until: [])
        for call in parser.calls where !parser.macros.contains(call.name) {
            guard JinjaFunctions.names.contains(call.name) else {
                throw .unsupported(
                    line: call.line, construct: "the function '\(call.name)'",
                    supported: JinjaFunctions.names.sorted().joined(separator: ", ") + " and macros")
            }
        }
        return body
    }

    private init(tokens: [JinjaToken]) {
        self.tokens = tokens
    }

    // MARK: Tokens

    var kind: JinjaToken.Kind { tokens[index].kind }
    var line: Int { tokens[index].line }
    var following: JinjaToken.Kind { tokens[min(index + 1, tokens.count - 1)].kind }

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    mutating func take(_ wanted: JinjaToken.Kind) -> Bool {
        guard kind == wanted else { return false }
        advance()
        return true
    }

    mutating func expect(_ wanted: JinjaToken.Kind) throws(ChatTemplateError) {
        guard take(wanted) else { throw unexpected(wanted.shown) }
    }

    mutating func name() throws(ChatTemplateError) -> String {
        guard case .name(let name) = kind else { throw unexpected("a name") }
        advance()
        return name
    }

    func unexpected(_ wanted: String) -> ChatTemplateError {
        .syntax(line: line, problem: "found \(kind.shown), expected \(wanted)")
    }

    mutating func enter() throws(ChatTemplateError) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw .limit(line: line, problem: "it is nested deeper than \(Self.maximumDepth)")
        }
    }

    // MARK: Statements

    /// Statements up to a tag whose name is in `ends`; the tag's name is left to read.
    mutating func statements(until ends: Set<String>) throws(ChatTemplateError) -> [JinjaStatement] {
        try enter()
        defer { depth -= 1 }
        var body: [JinjaStatement] = []
        while true {
            let line = line
            links = 0
            switch kind {
            case .data(let text):
                advance()
                body.append(JinjaStatement(kind: .data(text), line: line))
            case .printBegin:
                advance()
                let value = try tupleOrExpression()
                try expect(.printEnd)
                body.append(JinjaStatement(kind: .print(value), line: line))
            case .blockBegin:
                advance()
                if case .name(let name) = kind, ends.contains(name) { return body }
                body.append(JinjaStatement(kind: try statement(), line: line))
            case .end where ends.isEmpty:
                return body
            default:
                throw unexpected(ends.isEmpty ? "text or a tag" : "'{% \(ends.sorted().joined(separator: " %}' or '{% ")) %}'")
            }
        }
    }

    private mutating func statement() throws(ChatTemplateError) -> JinjaStatement.Kind {
        let line = line
        let tag = try name()
        switch tag {
        case "if": return try branch()
        case "for": return try loop()
        case "set": return try set()
        case "macro": return try macro()
        case "with": return try with()
        case "filter":
            let filters = try filterChain()
            try expect(.blockEnd)
            return .filterBlock(filters, try block("endfilter"))
        case "generation":
            try expect(.blockEnd)
            return .generation(try block("endgeneration"))
        case "break", "continue":
            guard loopDepth > 0 else { throw .syntax(line: line, problem: "'\(tag)' outside a loop") }
            try expect(.blockEnd)
            return tag == "break" ? .breakLoop : .continueLoop
        default:
            if tag.hasPrefix("end") || tag == "else" || tag == "elif" {
                throw .syntax(line: line, problem: "'{% \(tag) %}' ends nothing")
            }
            throw .unsupported(
                line: line, construct: "the tag '{% \(tag) %}'",
                supported: "if, for, set, macro, with, filter, raw, generation, break and continue")
        }
    }

    /// A body and its end tag.
    private mutating func block(_ end: String) throws(ChatTemplateError) -> [JinjaStatement] {
        let body = try statements(until: [end])
        advance()
        try expect(.blockEnd)
        return body
    }

    private mutating func branch() throws(ChatTemplateError) -> JinjaStatement.Kind {
        var branches: [(condition: JinjaExpression, body: [JinjaStatement])] = []
        while true {
            let condition = try expression()
            try expect(.blockEnd)
            branches.append((condition, try statements(until: ["elif", "else", "endif"])))
            let end = try name()
            if end == "elif" { continue }
            try expect(.blockEnd)
            return .branch(branches, otherwise: end == "else" ? try block("endif") : [])
        }
    }

    private mutating func loop() throws(ChatTemplateError) -> JinjaStatement.Kind {
        let isBracketed = take(.symbol("("))
        var targets = [try name()]
        while take(.symbol(",")) { targets.append(try name()) }
        if isBracketed { try expect(.symbol(")")) }
        guard take(.name("in")) else { throw unexpected("'in'") }
        let sequence = try or()
        let condition = take(.name("if")) ? try expression() : nil
        if case .name("recursive") = kind {
            throw .unsupported(line: line, construct: "a recursive loop", supported: "loops and macros")
        }
        try expect(.blockEnd)
        loopDepth += 1
        let body = try statements(until: ["else", "endfor"])
        loopDepth -= 1
        let end = try name()
        try expect(.blockEnd)
        return .loop(JinjaLoop(
            targets: targets, sequence: sequence, condition: condition, body: body,
            otherwise: end == "else" ? try block("endfor") : []))
    }

    private mutating func set() throws(ChatTemplateError) -> JinjaStatement.Kind {
        var targets = [try target()]
        while take(.symbol(",")) { targets.append(try target()) }
        if take(.symbol("=")) {
            let value = try tupleOrExpression()
            try expect(.blockEnd)
            return .set(targets, value)
        }
        guard targets.count == 1 else { throw unexpected("'='") }
        let filters = kind == .symbol("|") ? try filterChain(afterBar: true) : []
        try expect(.blockEnd)
        return .setBlock(targets[0], try block("endset"), filters: filters)
    }

    private mutating func target() throws(ChatTemplateError) -> JinjaTarget {
        let name = try name()
        return JinjaTarget(name: name, attribute: take(.symbol(".")) ? try self.name() : nil)
    }

    private mutating func macro() throws(ChatTemplateError) -> JinjaStatement.Kind {
        let name = try name()
        try expect(.symbol("("))
        var parameters: [(name: String, initial: JinjaExpression?)] = []
        while kind != .symbol(")") {
            let parameter = try self.name()
            parameters.append((parameter, take(.symbol("=")) ? try expression() : nil))
            guard take(.symbol(",")) else { break }
        }
        try expect(.symbol(")"))
        try expect(.blockEnd)
        let outerLoops = loopDepth
        loopDepth = 0
        let body = try block("endmacro")
        loopDepth = outerLoops
        macros.insert(name)
        return .macro(JinjaMacro(name: name, parameters: parameters, body: body))
    }

    private mutating func with() throws(ChatTemplateError) -> JinjaStatement.Kind {
        var variables: [(name: String, value: JinjaExpression)] = []
        while kind != .blockEnd {
            let name = try name()
            try expect(.symbol("="))
            variables.append((name, try expression()))
            guard take(.symbol(",")) else { break }
        }
        try expect(.blockEnd)
        return .with(variables, try block("endwith"))
    }

    /// `trim|upper`, or `|trim|upper`.
    private mutating func filterChain(
        afterBar: Bool = false
    ) throws(ChatTemplateError) -> [(name: String, arguments: JinjaArguments)] {
        if afterBar { advance() }
        var filters: [(name: String, arguments: JinjaArguments)] = []
        repeat { filters.append(try filter()) } while take(.symbol("|"))
        return filters
    }
}
