/// The filters of lists.
enum JinjaListFilters {
    static let names: Set<String> = [
        "length", "count", "join", "map", "select", "reject", "selectattr", "rejectattr", "first", "last",
        "list", "items", "dictsort", "sort", "unique", "reverse", "min", "max", "sum",
    ]

    static func apply(
        _ name: String, to value: JinjaValue, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator,
        line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        if name == "items" {
            if value.isUndefined { return .list([]) }
            guard case .dictionary(let dictionary) = value else {
                throw .evaluation(line: line, problem: "items needs a mapping, not '\(value.kind)'")
            }
            return .list(dictionary.entries.map { .tuple([.string($0.key), $0.value]) })
        }
        if name == "dictsort" {
            guard case .dictionary(let dictionary) = value else {
                throw .evaluation(line: line, problem: "dictsort needs a mapping, not '\(value.kind)'")
            }
            _ = try arguments.bound(to: [], of: name, line: line)
            let sorted = dictionary.entries.sorted {
                $0.key.lowercased().unicodeScalars.lexicographicallyPrecedes($1.key.lowercased().unicodeScalars)
            }
            return .list(sorted.map { .tuple([.string($0.key), $0.value]) })
        }
        if name == "reverse", case .string(let text) = value {
            return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
        }
        if name == "length" || name == "count", case .string(let text) = value {
            return .integer(text.unicodeScalars.count)
        }
        let elements = try evaluator.elements(of: value, line: line)
        switch name {
        case "length", "count": return .integer(elements.count)
        case "first": return elements.first ?? .undefined("No first item, sequence was empty.")
        case "last": return elements.last ?? .undefined("No last item, sequence was empty.")
        case "list": return .list(elements)
        case "reverse": return .list(elements.reversed())
        case "join":
            let given = try arguments.bound(to: ["d", "attribute"], of: name, line: line)
            let parts = try attributes(of: elements, given[1], evaluator, line: line)
            return .string(try JinjaStringMethods.joined(parts, by: given[0]?.printed ?? "", evaluator, line: line))
        case "map": return .list(try map(elements, arguments, evaluator, line: line))
        case "select", "reject", "selectattr", "rejectattr":
            return .list(try select(name, elements, arguments, evaluator, line: line))
        case "unique":
            var kept: [JinjaValue] = []
            for element in elements {
                try evaluator.step(line: line, count: kept.count)
                if !kept.contains(where: { JinjaValue.isEqual($0, element) }) { kept.append(element) }
            }
            return .list(kept)
        case "sort", "min", "max":
            let given = try arguments.bound(to: ["reverse", "case_sensitive", "attribute"], of: name, line: line)
            let sorted = try sort(elements, by: given[2], ignoringCase: given[1]?.isTrue != true, evaluator, line: line)
            if name == "min" { return sorted.first ?? .undefined("No aggregated item, sequence was empty.") }
            if name == "max" { return sorted.last ?? .undefined("No aggregated item, sequence was empty.") }
            return .list(given[0]?.isTrue == true ? sorted.reversed() : sorted)
        default:
            let given = try arguments.bound(to: ["attribute", "start"], of: name, line: line)
            var total = given[1] ?? .integer(0)
            for element in try attributes(of: elements, given[0], evaluator, line: line) {
                total = try evaluator.arithmetic("+", total, element, line: line)
            }
            return total
        }
    }

    /// An attribute of each element, `a.b` being the b of its a; the elements themselves where none is named.
    private static func attributes(
        of elements: [JinjaValue], _ name: JinjaValue?, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> [JinjaValue] {
        guard let name else { return elements }
        var values: [JinjaValue] = []
        for element in elements { values.append(try attribute(name, of: element, evaluator, line: line)) }
        return values
    }

    private static func attribute(
        _ name: JinjaValue, of element: JinjaValue, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        guard case .string(let path) = name else { return try evaluator.item(name, of: element, line: line) }
        var value = element
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            try evaluator.step(line: line)
            let key = Int(part).map { JinjaValue.integer($0) } ?? .string(String(part))
            value = try evaluator.item(key, of: value, line: line)
        }
        return value
    }

    private static func map(
        _ elements: [JinjaValue], _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> [JinjaValue] {
        if arguments.positional.isEmpty {
            let given = try arguments.bound(to: ["attribute", "default"], of: "map", line: line)
            guard let name = given[0] else { throw .evaluation(line: line, problem: "map needs a filter or an attribute") }
            return try attributes(of: elements, name, evaluator, line: line).map { value in
                value.isUndefined ? given[1] ?? value : value
            }
        }
        guard case .string(let filter) = arguments.positional[0], JinjaFilters.names.contains(filter) else {
            throw .unsupported(
                line: line, construct: "map with the filter \(arguments.positional[0].representation)",
                supported: JinjaFilters.names.sorted().joined(separator: ", "))
        }
        var rest = arguments
        rest.positional.removeFirst()
        var values: [JinjaValue] = []
        for element in elements {
            try evaluator.step(line: line)
            values.append(try JinjaFilters.apply(filter, to: element, rest, evaluator, line: line))
        }
        return values
    }

    private static func select(
        _ name: String, _ elements: [JinjaValue], _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator,
        line: Int
    ) throws(ChatTemplateError) -> [JinjaValue] {
        var rest = arguments
        var attributeName: JinjaValue?
        if name.hasSuffix("attr") {
            guard !rest.positional.isEmpty else { throw .evaluation(line: line, problem: "\(name) needs an attribute") }
            attributeName = rest.positional.removeFirst()
        }
        var test: String?
        if !rest.positional.isEmpty {
            guard case .string(let named) = rest.positional.removeFirst(), let known = knownTest(named) else {
                throw .unsupported(
                    line: line, construct: "\(name) with a test we do not know",
                    supported: JinjaTests.names.sorted().joined(separator: ", "))
            }
            test = known
        }
        let keeps = name.hasPrefix("select")
        var kept: [JinjaValue] = []
        for element in elements {
            try evaluator.step(line: line)
            let value = try attributeName.map { name throws(ChatTemplateError) in
                try attribute(name, of: element, evaluator, line: line)
            } ?? element
            let holds: Bool
            if let test { holds = try JinjaTests.holds(test, value, rest, line: line) } else { holds = value.isTrue }
            if holds == keeps { kept.append(element) }
        }
        return kept
    }

    /// Operators are tests too when named in a text.
    static func knownTest(_ test: String) -> String? {
        let operators = ["==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"]
        return JinjaTests.names.contains(test) ? test : operators[test]
    }

    private static func sort(
        _ elements: [JinjaValue], by name: JinjaValue?, ignoringCase: Bool, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> [JinjaValue] {
        let keys = try attributes(of: elements, name, evaluator, line: line).map { key in
            if ignoringCase, case .string(let text) = key { JinjaValue.string(text.lowercased()) } else { key }
        }
        for (left, right) in zip(keys, keys.dropFirst()) where JinjaValue.isLess(left, right) == nil {
            throw .evaluation(line: line, problem: "'\(left.kind)' and '\(right.kind)' have no order")
        }
        try evaluator.allowElements(elements.count * 4, line: line)
        // Swift's sort is stable in practice, but only indices make it so by contract.
        let order = keys.indices.sorted {
            if JinjaValue.isLess(keys[$0], keys[$1]) == true { return true }
            return JinjaValue.isLess(keys[$1], keys[$0]) == true ? false : $0 < $1
        }
        return order.map { elements[$0] }
    }
}
