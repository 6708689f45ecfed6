/// What may follow `is`.
enum JinjaTests {
    static let names: Set<String> = [
        "defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number", "integer",
        "float", "boolean", "true", "false", "callable", "even", "odd", "divisibleby", "equalto", "eq", "ne",
        "lt", "lessthan", "le", "gt", "greaterthan", "ge", "sameas", "in", "lower", "upper",
    ]

    static func holds(
        _ name: String, _ value: JinjaValue, _ arguments: JinjaCallArguments, line: Int
    ) throws(ChatTemplateError) -> Bool {
        switch name {
        case "defined": return !value.isUndefined
        case "undefined": return value.isUndefined
        case "none": if case .none = value { return true } else { return false }
        case "string": return value.string != nil
        case "mapping": if case .dictionary = value { return true } else { return false }
        case "iterable":
            switch value {
            case .undefined, .string, .list, .tuple, .dictionary, .loop: return true
            default: return false
            }
        case "sequence":
            switch value {
            case .undefined, .string, .list, .tuple, .dictionary: return true
            default: return false
            }
        case "number": return value.number != nil
        case "integer": if case .integer = value { return true } else { return false }
        case "float": if case .number = value { return true } else { return false }
        case "boolean": if case .bool = value { return true } else { return false }
        case "true": if case .bool(true) = value { return true } else { return false }
        case "false": if case .bool(false) = value { return true } else { return false }
        case "callable":
            switch value {
            case .function, .macro: return true
            default: return false
            }
        case "even", "odd":
            return abs(try integer(value, name, line: line) % 2) == (name == "odd" ? 1 : 0)
        case "lower": return value.printed == value.printed.lowercased() && value.printed != value.printed.uppercased()
        case "upper": return value.printed == value.printed.uppercased() && value.printed != value.printed.lowercased()
        default: return try compare(name, value, arguments, line: line)
        }
    }

    private static func compare(
        _ name: String, _ value: JinjaValue, _ arguments: JinjaCallArguments, line: Int
    ) throws(ChatTemplateError) -> Bool {
        guard let other = arguments.positional.first, arguments.positional.count == 1, arguments.named.isEmpty
        else { throw .evaluation(line: line, problem: "the test 'is \(name)' takes one argument") }
        let order: (JinjaValue, JinjaValue) -> Bool? = JinjaValue.isLess
        let result: Bool?
        switch name {
        case "equalto", "eq": return JinjaValue.isEqual(value, other)
        case "ne": return !JinjaValue.isEqual(value, other)
        case "sameas": return value.kind == other.kind && JinjaValue.isEqual(value, other)
        case "in":
            switch other {
            case .string(let text): return value.string.map { $0.isEmpty || text.utf8Range(of: $0) != nil } ?? false
            case .list(let elements), .tuple(let elements): return elements.contains { JinjaValue.isEqual($0, value) }
            case .dictionary(let dictionary): return value.string.map { dictionary[$0] != nil } ?? false
            default: return false
            }
        case "divisibleby":
            let divisor = try integer(other, name, line: line)
            guard divisor != 0 else { throw .evaluation(line: line, problem: "division by zero") }
            return try integer(value, name, line: line).isMultiple(of: divisor)
        case "lt", "lessthan": result = order(value, other)
        case "gt", "greaterthan": result = order(other, value)
        case "le": result = order(value, other).map { $0 || JinjaValue.isEqual(value, other) }
        default: result = order(other, value).map { $0 || JinjaValue.isEqual(value, other) }
        }
        guard let result else {
            throw .evaluation(line: line, problem: "'is \(name)' between '\(value.kind)' and '\(other.kind)'")
        }
        return result
    }

    private static func integer(_ value: JinjaValue, _ name: String, line: Int) throws(ChatTemplateError) -> Int {
        guard let integer = value.integer else {
            throw .evaluation(line: line, problem: "'is \(name)' needs a whole number, not \(value.representation)")
        }
        return integer
    }
}
