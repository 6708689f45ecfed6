import Foundation

extension JinjaEvaluator {
    func compare(
        _ left: JinjaValue, _ operation: String, _ right: JinjaValue, line: Int
    ) throws(ChatTemplateError) -> Bool {
        switch operation {
        case "==": return JinjaValue.isEqual(left, right)
        case "!=": return !JinjaValue.isEqual(left, right)
        case "in": return try contains(right, left, line: line)
        case "not in": return !(try contains(right, left, line: line))
        case "<": return try isLess(left, right, operation, line: line)
        case ">": return try isLess(right, left, operation, line: line)
        case "<=": return try isLess(left, right, operation, line: line) || JinjaValue.isEqual(left, right)
        default: return try isLess(right, left, operation, line: line) || JinjaValue.isEqual(left, right)
        }
    }

    private func isLess(
        _ left: JinjaValue, _ right: JinjaValue, _ operation: String, line: Int
    ) throws(ChatTemplateError) -> Bool {
        for case .undefined(let why) in [left, right] { throw .evaluation(line: line, problem: why) }
        guard let isLess = JinjaValue.isLess(left, right) else {
            throw .evaluation(
                line: line, problem: "'\(operation)' has no meaning between '\(left.kind)' and '\(right.kind)'")
        }
        return isLess
    }

    /// Python's `element in container`.
    func contains(
        _ container: JinjaValue, _ element: JinjaValue, line: Int
    ) throws(ChatTemplateError) -> Bool {
        switch (container, element) {
        case (.undefined, _): return false
        case (.string(let text), .string(let part)):
            try step(line: line, count: text.utf8.count / 64)
            return part.isEmpty || text.utf8Range(of: part) != nil
        case (.string, .undefined(let why)): throw .evaluation(line: line, problem: why)
        case (.dictionary(let dictionary), .string(let key)): return dictionary[key] != nil
        case (.dictionary, _): return false
        case (.list(let elements), _), (.tuple(let elements), _):
            try step(line: line, count: elements.count)
            return elements.contains { JinjaValue.isEqual($0, element) }
        default:
            throw .evaluation(
                line: line, problem: "'in' has no meaning between '\(element.kind)' and '\(container.kind)'")
        }
    }

    func arithmetic(
        _ operation: String, _ left: JinjaValue, _ right: JinjaValue, line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        for case .undefined(let why) in [left, right] { throw .evaluation(line: line, problem: why) }
        switch (operation, left, right) {
        case ("+", .string(let a), .string(let b)):
            try allowText(bytes: a.utf8.count + b.utf8.count, line: line)
            return .string(a + b)
        case ("+", .list(let a), .list(let b)):
            try allowElements(a.count + b.count, line: line)
            return .list(a + b)
        case ("+", .tuple(let a), .tuple(let b)):
            try allowElements(a.count + b.count, line: line)
            return .tuple(a + b)
        case ("*", .string(let text), .integer(let count)), ("*", .integer(let count), .string(let text)):
            let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: max(count, 0))
            try allowText(bytes: overflow ? .max : bytes, line: line)
            return .string(String(repeating: text, count: text.isEmpty ? 0 : max(count, 0)))
        case ("*", .list(let elements), .integer(let count)), ("*", .integer(let count), .list(let elements)):
            let (total, overflow) = elements.count.multipliedReportingOverflow(by: max(count, 0))
            try allowElements(overflow ? .max : total, line: line)
            return .list((0..<(elements.isEmpty ? 0 : max(count, 0))).flatMap { _ in elements })
        case ("%", .string, _):
            throw .unsupported(line: line, construct: "'%' on a text", supported: "'~' and '+'")
        default: break
        }
        if let a = left.integer, let b = right.integer {
            if let result = try integers(operation, a, b, line: line) { return result }
        }
        guard let a = left.number, let b = right.number else {
            throw .evaluation(
                line: line, problem: "'\(operation)' has no meaning between '\(left.kind)' and '\(right.kind)'")
        }
        return .number(try numbers(operation, a, b, line: line))
    }

    /// Nil where the result is not a whole number by Python's rules.
    private func integers(
        _ operation: String, _ a: Int, _ b: Int, line: Int
    ) throws(ChatTemplateError) -> JinjaValue? {
        var result: (partialValue: Int, overflow: Bool)
        switch operation {
        case "+": result = a.addingReportingOverflow(b)
        case "-": result = a.subtractingReportingOverflow(b)
        case "*": result = a.multipliedReportingOverflow(by: b)
        case "//", "%":
            guard b != 0 else { throw .evaluation(line: line, problem: "division by zero") }
            let (quotient, overflow) = a.dividedReportingOverflow(by: b)
            guard !overflow else { throw .evaluation(line: line, problem: "a whole number above 64 bits") }
            let remainder = a % b
            let isBelow = remainder != 0 && (remainder < 0) != (b < 0)
            return .integer(operation == "//" ? quotient - (isBelow ? 1 : 0) : remainder + (isBelow ? b : 0))
        case "**":
            guard b >= 0 else { return nil }
            result = (1, false)
            for _ in 0..<min(b, 64) where a != 1 && a != 0 && !result.overflow {
                result = result.partialValue.multipliedReportingOverflow(by: a)
            }
            if a == 0, b > 0 { result = (0, false) }
            if b > 64, a.magnitude > 1 { result.overflow = true }
            if a == -1 { result = (b % 2 == 0 ? 1 : -1, false) }
        default: return nil
        }
        guard !result.overflow else { throw .evaluation(line: line, problem: "a whole number above 64 bits") }
        return .integer(result.partialValue)
    }

    private func numbers(
        _ operation: String, _ a: Double, _ b: Double, line: Int
    ) throws(ChatTemplateError) -> Double {
        switch operation {
        case "+": return a + b
        case "-": return a - b
        case "*": return a * b
        case "**": return pow(a, b)
        default:
            guard b != 0 else { throw .evaluation(line: line, problem: "division by zero") }
            switch operation {
            case "/": return a / b
            case "//": return (a / b).rounded(.down)
            default: return a - (a / b).rounded(.down) * b
            }
        }
    }
}

extension String {
    /// Where `part` first occurs, by bytes.
    func utf8Range(of part: String, from start: String.Index? = nil) -> Range<String.Index>? {
        guard let first = part.utf8.first else { return (start ?? startIndex)..<(start ?? startIndex) }
        var index = start ?? startIndex
        while let candidate = utf8[index...].firstIndex(of: first) {
            var here = candidate
            var there = part.utf8.startIndex
            while there < part.utf8.endIndex, here < utf8.endIndex, utf8[here] == part.utf8[there] {
                here = utf8.index(after: here)
                there = part.utf8.index(after: there)
            }
            if there == part.utf8.endIndex { return candidate..<here }
            index = utf8.index(after: candidate)
        }
        return nil
    }
}
