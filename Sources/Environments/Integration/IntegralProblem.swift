import Experience
import Foundation

/// What is to be integrated. A problem says it in its specification, or its question does.
struct IntegralProblem: Sendable, Hashable {
    var integrand: MathExpression
    var variable: String
    /// Both or neither.
    var bounds: Bounds?

    struct Bounds: Sendable, Hashable {
        var lower: MathExpression
        var upper: MathExpression
    }

    /// Beside the label, as JSON: `{"integrand": "1/x", "variable": "x", "lower": "1", "upper": "oo"}`.
    private struct Specification: Decodable {
        var integrand: String
        var variable: String?
        var lower: String?
        var upper: String?
    }

    struct Unreadable: Error, Hashable {
        var reason: String
    }

    init(_ problem: Problem) throws(Unreadable) {
        if problem.specification.contains("integrand") {
            let fields: Specification
            do {
                fields = try JSONDecoder().decode(Specification.self, from: Data(problem.specification.utf8))
            } catch {
                throw Unreadable(reason: "the specification is not {\"integrand\": …, \"variable\", \"lower\", \"upper\"}")
            }
            try self.init(fields.integrand, variable: fields.variable ?? "x", lower: fields.lower, upper: fields.upper)
            return
        }
        guard let parts = Self.call(in: problem.question) ?? Self.sign(in: problem.question) else {
            throw Unreadable(reason: "neither the specification nor the question names an integrand; write integrate(f, x), \\int f dx, or the field integrand")
        }
        try self.init(parts.integrand, variable: parts.variable, lower: parts.lower, upper: parts.upper)
    }

    init(_ integrand: String, variable: String, lower: String?, upper: String?) throws(Unreadable) {
        guard let formula = IntegralExpression.read(integrand) else { throw Unreadable(reason: "the integrand '\(integrand.prefix(80))' cannot be read") }
        guard (lower == nil) == (upper == nil) else { throw Unreadable(reason: "one bound is given; give lower and upper, or neither") }
        guard formula.isWorkable else { throw Unreadable(reason: "the integrand '\(integrand.prefix(80))' holds a sum or an integral itself") }
        self.integrand = formula
        self.variable = variable
        guard let lower, let upper else { return }
        guard let from = IntegralExpression.read(lower), let to = IntegralExpression.read(upper) else {
            throw Unreadable(reason: "the bounds '\(lower.prefix(40))' and '\(upper.prefix(40))' cannot be read")
        }
        bounds = Bounds(lower: from, upper: to)
    }

    private typealias Parts = (integrand: String, variable: String, lower: String?, upper: String?)

    /// `integrate(f, x)`, `integrate(f, (x, a, b))`, `integrate(f, x, a, b)`.
    private static func call(in text: String) -> Parts? {
        guard let start = text.range(of: "integrate(", options: [.backwards, .caseInsensitive])?.upperBound else { return nil }
        var parts = split(text[start...], closing: true)
        guard parts.count >= 2 else { return nil }
        let integrand = parts.removeFirst()
        if parts.count == 1, parts[0].hasPrefix("("), parts[0].hasSuffix(")") { parts = split(parts[0].dropFirst().dropLast(), closing: false) }
        switch parts.count {
        case 1: return (integrand, parts[0], nil, nil)
        case 3: return (integrand, parts[0], parts[1], parts[2])
        default: return nil
        }
    }

    /// Parts between commas outside brackets, up to the bracket that closes the call.
    private static func split(_ text: Substring, closing: Bool) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == ")" || character == "]" { depth -= 1 }
            if depth < 0 { return parts.map(\.trimmingSpaces) }
            if character == "(" || character == "[" { depth += 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return closing ? [] : parts.map(\.trimmingSpaces)
    }

    /// `\int_{a}^{b} f dx`, `\int \frac{dx}{x}`.
    private static func sign(in text: String) -> Parts? {
        guard let place = text.range(of: "\\int"), !text[..<place.lowerBound].contains("\\lim"), !text[..<place.lowerBound].contains("\\frac{d") else { return nil }
        let start = place.upperBound
        var rest = text[start...].drop { $0 == " " }
        for word in ["\\limits", "\\nolimits"] where rest.hasPrefix(word) { rest = rest.dropFirst(word.count).drop { $0 == " " } }
        var bounds: [Character: String] = [:]
        while let mark = rest.first, mark == "_" || mark == "^" {
            guard let script = script(rest.dropFirst()) else { return nil }
            bounds[mark] = script.text
            rest = script.rest.drop { $0 == " " }
        }
        if let end = rest.firstIndex(of: "$") { rest = rest[..<end] }
        guard let match = rest.matches(of: /(?:\\mathrm\{d\}|\\text\{d\}|d)\s*([A-Za-z]|\\theta)(?![A-Za-z])/).last else {
            return (String(rest), "x", bounds["_"], bounds["^"])
        }
        let name = String(match.output.1).filter { $0 != "\\" }
        let (before, after) = (rest[..<match.range.lowerBound], rest[match.range.upperBound...])
        // \frac{dx}{x}, \frac{x dx}{x + 1}: what follows still belongs to the integrand.
        let isAbove = after.hasPrefix("}")
        let body = isAbove ? before + (before.hasSuffix("{") ? "1" : "") + after : String(before)
        return (body.isEmpty ? "1" : body, name, bounds["_"], bounds["^"])
    }

    /// What stands after `_` or `^`: a group, a command or one character.
    private static func script(_ text: Substring) -> (text: String, rest: Substring)? {
        guard let first = text.first else { return nil }
        if first == "\\" {
            let word = text.dropFirst().prefix(while: \.isLetter)
            return ("\\" + word, text.dropFirst(1 + word.count))
        }
        guard first == "{" else { return (String(first), text.dropFirst()) }
        var depth = 0
        for index in text.indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return (String(text[text.index(after: text.startIndex)..<index]), text[text.index(after: index)...]) }
        }
        return nil
    }
}

/// Formulas as SymPy and LaTeX write them.
enum IntegralExpression {
    /// One formula and nothing else; SymPy's `E` is the base of logarithms.
    static func read(_ text: String) -> MathExpression? {
        guard let tokens = MathTokenizer.tokens(AnswerPreparation.prepared(text)) else { return nil }
        let known = tokens.map { $0 == .letters("E") ? MathToken.letters("e") : $0 }
        return MathParser.expression(MathAnswerReader.trimmed(known[...]))
    }
}

extension MathExpression {
    /// Whether it holds nothing but what can be worked out: no sums, no integrals, nothing that repeats the question.
    var isWorkable: Bool {
        switch self {
        case .number, .approximate, .constant, .variable: true
        case .sum(let parts), .product(let parts), .function(_, let parts): parts.allSatisfy(\.isWorkable)
        case .quotient(let a, let b), .power(let a, let b): a.isWorkable && b.isWorkable
        case .negative(let part): part.isWorkable
        case .sign: false
        }
    }

    /// The functions in it.
    var functions: Set<MathFunction> {
        switch self {
        case .number, .approximate, .constant, .variable: []
        case .sum(let parts), .product(let parts): parts.reduce(into: []) { $0.formUnion($1.functions) }
        case .function(let function, let parts): parts.reduce(into: [function]) { $0.formUnion($1.functions) }
        case .quotient(let a, let b), .power(let a, let b): a.functions.union(b.functions)
        case .negative(let part), .sign(_, let part): part.functions
        }
    }

    /// A real value of a formula without names; infinities among them.
    var realConstant: Double? {
        if case .constant(.infinity) = self { return .infinity }
        if case .negative(.constant(.infinity)) = self { return -.infinity }
        guard variables.isEmpty else { return nil }
        let value = value(at: { _ in .undefined })
        return value.isFinite && value.isReal ? value.real : nil
    }
}
