/// An expression of a template.
struct JinjaExpression {
    indirect enum Kind {
        case constant(JinjaValue)
        case name(String)
        case list([JinjaExpression])
        case dictionary([(key: JinjaExpression, value: JinjaExpression)])
        case attribute(JinjaExpression, String)
        case item(JinjaExpression, JinjaExpression)
        case slice(JinjaExpression, start: JinjaExpression?, stop: JinjaExpression?, step: JinjaExpression?)
        /// A function or macro by its name.
        case call(String, JinjaArguments)
        case method(JinjaExpression, String, JinjaArguments)
        case filter(JinjaExpression, String, JinjaArguments)
        case test(JinjaExpression, String, JinjaArguments)
        case not(JinjaExpression)
        case negative(JinjaExpression)
        case positive(JinjaExpression)
        case and(JinjaExpression, JinjaExpression)
        case or(JinjaExpression, JinjaExpression)
        /// `a < b < c`, as in Python.
        case comparison(JinjaExpression, [(operation: String, operand: JinjaExpression)])
        case arithmetic(String, JinjaExpression, JinjaExpression)
        /// `~`
        case concatenation([JinjaExpression])
        case conditional(condition: JinjaExpression, then: JinjaExpression, otherwise: JinjaExpression?)
    }

    var kind: Kind
    var line: Int
}

/// What a call, filter or test is given.
struct JinjaArguments {
    var positional: [JinjaExpression] = []
    var named: [(name: String, value: JinjaExpression)] = []
}

/// A statement of a template.
struct JinjaStatement {
    indirect enum Kind {
        case data(String)
        case print(JinjaExpression)
        case branch([(condition: JinjaExpression, body: [JinjaStatement])], otherwise: [JinjaStatement])
        case loop(JinjaLoop)
        case set([JinjaTarget], JinjaExpression)
        /// `{% set x %}…{% endset %}`, with filters.
        case setBlock(JinjaTarget, [JinjaStatement], filters: [(name: String, arguments: JinjaArguments)])
        case macro(JinjaMacro)
        case with([(name: String, value: JinjaExpression)], [JinjaStatement])
        /// `{% filter … %}…{% endfilter %}`
        case filterBlock([(name: String, arguments: JinjaArguments)], [JinjaStatement])
        /// `{% generation %}…{% endgeneration %}`: prints what is inside.
        case generation([JinjaStatement])
        case breakLoop
        case continueLoop
    }

    var kind: Kind
    var line: Int
}

struct JinjaLoop {
    var targets: [String]
    var sequence: JinjaExpression
    var condition: JinjaExpression?
    var body: [JinjaStatement]
    /// Where the sequence is empty.
    var otherwise: [JinjaStatement]
}

/// What `set` writes to: a name, or an attribute of a namespace.
struct JinjaTarget {
    var name: String
    var attribute: String?
}

struct JinjaMacro {
    var name: String
    var parameters: [(name: String, initial: JinjaExpression?)]
    var body: [JinjaStatement]
}
