import Foundation

/// Runs a template's tree, counting what it does so that a hostile template
/// ends with an error rather than never.
final class JinjaEvaluator {
    /// Nodes visited and bytes handled, together; an honest chat of a thousand
    /// messages stays below a tenth of it.
    static let maximumSteps = 4_000_000
    /// Bytes of the output, and of any one text.
    static let maximumText = 16 << 20
    /// Elements of any one list.
    static let maximumElements = 1 << 20
    /// Expressions, bodies and macros inside one another; bounds the stack.
    static let maximumDepth = 300
    /// Lists in lists.
    static let maximumNesting = 300
    /// Bytes that count as one step.
    private static let bytesPerStep = 64

    private(set) var output = ""
    let now: Date
    var scope: JinjaScope
    private var steps = 0
    private var depth = 0
    /// Emptied at the end, because they may hold themselves.
    private var namespaces: [JinjaNamespace] = []

    /// What a loop does after a statement.
    enum Flow {
        case next, breakLoop, continueLoop
    }

    /// - Parameter now: the time that `strftime_now` tells.
    static func render(
        _ template: [JinjaStatement], variables: [String: JinjaValue], now: Date
    ) throws(ChatTemplateError) -> String {
        let evaluator = JinjaEvaluator(variables: variables, now: now)
        defer { evaluator.namespaces.forEach { $0.attributes = JinjaDictionary() } }
        _ = try evaluator.run(template)
        return evaluator.output
    }

    private init(variables: [String: JinjaValue], now: Date) {
        scope = JinjaScope(variables)
        self.now = now
    }

    // MARK: Limits

    func step(line: Int, count: Int = 1) throws(ChatTemplateError) {
        steps += count
        guard steps <= Self.maximumSteps else {
            throw .limit(line: line, problem: "it takes more than \(Self.maximumSteps) steps")
        }
    }

    /// Counts the making of a text of so many bytes, before it is made.
    func allowText(bytes: Int, line: Int) throws(ChatTemplateError) {
        try allowText(bytes: bytes, line: line, added: bytes)
    }

    /// Counts the growing of a text to so many bytes, of which `added` are new.
    func allowText(bytes: Int, line: Int, added: Int) throws(ChatTemplateError) {
        guard bytes <= Self.maximumText else {
            throw .limit(line: line, problem: "it makes a text of more than \(Self.maximumText >> 20) MB")
        }
        try step(line: line, count: 1 + added / Self.bytesPerStep)
    }

    /// Counts the making of a list of so many elements, before it is made.
    func allowElements(_ count: Int, line: Int) throws(ChatTemplateError) {
        guard count <= Self.maximumElements else {
            throw .limit(line: line, problem: "it makes a list of more than \(Self.maximumElements) elements")
        }
        try step(line: line, count: count)
    }

    func checkNesting(_ value: JinjaValue, line: Int) throws(ChatTemplateError) -> JinjaValue {
        guard !value.isNestedDeeper(than: Self.maximumNesting) else {
            throw .limit(line: line, problem: "it puts lists into lists more than \(Self.maximumNesting) times")
        }
        return value
    }

    // MARK: Statements

    private func emit(_ text: String, line: Int) throws(ChatTemplateError) {
        try allowText(bytes: output.utf8.count + text.utf8.count, line: line, added: text.utf8.count)
        output += text
    }

    func enter(line: Int) throws(ChatTemplateError) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw .limit(line: line, problem: "expressions and macros are nested deeper than \(Self.maximumDepth)")
        }
    }

    func leave() {
        depth -= 1
    }

    func run(_ body: [JinjaStatement]) throws(ChatTemplateError) -> Flow {
        defer { leave() }
        try enter(line: body.first?.line ?? 1)
        for statement in body {
            let flow = try run(statement)
            if flow != .next { return flow }
        }
        return .next
    }

    private func run(_ statement: JinjaStatement) throws(ChatTemplateError) -> Flow {
        let line = statement.line
        try step(line: line)
        switch statement.kind {
        case .data(let text): try emit(text, line: line)
        case .print(let expression):
            let value = try evaluate(expression)
            try emit(try printed(value, line: line), line: line)
        case .branch(let branches, let otherwise):
            for branch in branches where try evaluate(branch.condition).isTrue { return try run(branch.body) }
            return try run(otherwise)
        case .loop(let loop): return try run(loop, line: line)
        case .set(let targets, let expression):
            let value = try checkNesting(try evaluate(expression), line: line)
            if targets.count == 1 {
                try assign(value, to: targets[0], line: line)
            } else {
                for (target, part) in zip(targets, try parts(value, count: targets.count, line: line)) {
                    try assign(part, to: target, line: line)
                }
            }
        case .setBlock(let target, let body, let filters):
            let text = try captured(body, filters: filters, line: line)
            try assign(text, to: target, line: line)
        case .macro(let macro):
            scope.set(macro.name, .macro(JinjaMacroValue(macro: macro, scope: scope)))
        case .with(let variables, let body):
            let inner = JinjaScope(parent: scope)
            for variable in variables { inner.set(variable.name, try evaluate(variable.value)) }
            return try run(body, in: inner)
        case .filterBlock(let filters, let body):
            try emit(try printed(try captured(body, filters: filters, line: line), line: line), line: line)
        case .generation(let body): return try run(body)
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        }
        return .next
    }

    func run(_ body: [JinjaStatement], in inner: JinjaScope) throws(ChatTemplateError) -> Flow {
        let outer = scope
        scope = inner
        defer { scope = outer }
        return try run(body)
    }

    private func run(_ loop: JinjaLoop, line: Int) throws(ChatTemplateError) -> Flow {
        var elements = try elements(of: try evaluate(loop.sequence), line: line)
        if let condition = loop.condition {
            var kept: [JinjaValue] = []
            let outer = scope
            defer { scope = outer }
            for element in elements {
                scope = JinjaScope(parent: outer)
                try bind(loop.targets, to: element, line: line)
                if try evaluate(condition).isTrue { kept.append(element) }
            }
            elements = kept
        }
        guard !elements.isEmpty else { return try run(loop.otherwise) }
        let state = JinjaLoopState(elements: elements)
        let outer = scope
        defer { scope = outer }
        for (index, element) in elements.enumerated() {
            try step(line: line)
            state.index = index
            scope = JinjaScope(parent: outer)
            scope.set("loop", .loop(state))
            try bind(loop.targets, to: element, line: line)
            if try run(loop.body) == .breakLoop { break }
        }
        return .next
    }

    private func bind(_ targets: [String], to value: JinjaValue, line: Int) throws(ChatTemplateError) {
        guard targets.count > 1 else { return scope.set(targets[0], value) }
        for (target, part) in zip(targets, try parts(value, count: targets.count, line: line)) {
            scope.set(target, part)
        }
    }

    private func parts(_ value: JinjaValue, count: Int, line: Int) throws(ChatTemplateError) -> [JinjaValue] {
        let parts = try elements(of: value, line: line)
        guard parts.count == count else {
            throw .evaluation(line: line, problem: "\(parts.count) values for \(count) names")
        }
        return parts
    }

    private func assign(_ value: JinjaValue, to target: JinjaTarget, line: Int) throws(ChatTemplateError) {
        guard let attribute = target.attribute else { return scope.set(target.name, value) }
        guard case .namespace(let namespace)? = scope.value(of: target.name) else {
            throw .evaluation(
                line: line, problem: "'set \(target.name).\(attribute)' needs \(target.name) to be a namespace")
        }
        namespace.attributes[attribute] = value
    }

    /// What a body prints, through filters.
    private func captured(
        _ body: [JinjaStatement], filters: [(name: String, arguments: JinjaArguments)], line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        var value = JinjaValue.string(try printed(by: body, in: JinjaScope(parent: scope)))
        for filter in filters {
            value = try JinjaFilters.apply(
                filter.name, to: value, try evaluate(filter.arguments), self, line: line)
        }
        return value
    }

    private func printed(by body: [JinjaStatement], in inner: JinjaScope) throws(ChatTemplateError) -> String {
        let outer = output
        output = ""
        defer { output = outer }
        _ = try run(body, in: inner)
        return output
    }

    // MARK: Functions

    func makeNamespace(_ attributes: JinjaDictionary) -> JinjaValue {
        let namespace = JinjaNamespace(attributes)
        namespaces.append(namespace)
        return .namespace(namespace)
    }

    func call(
        _ value: JinjaMacroValue, _ arguments: JinjaCallArguments, line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        guard let home = value.scope else {
            throw .evaluation(line: line, problem: "the macro '\(value.macro.name)' is used outside its block")
        }
        let parameters = value.macro.parameters
        let given = try arguments.bound(
            to: parameters.map(\.name), of: "the macro '\(value.macro.name)'", line: line)
        let inner = JinjaScope(parent: home)
        let outer = scope
        scope = inner
        defer { scope = outer }
        for (parameter, argument) in zip(parameters, given) {
            if let argument {
                inner.set(parameter.name, argument)
            } else if let initial = parameter.initial {
                inner.set(parameter.name, try evaluate(initial))
            } else {
                inner.set(parameter.name, .undefined("parameter '\(parameter.name)' was not provided"))
            }
        }
        return .string(try printed(by: value.macro.body, in: inner))
    }
}
