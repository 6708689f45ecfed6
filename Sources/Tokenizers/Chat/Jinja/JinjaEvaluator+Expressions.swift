extension JinjaEvaluator {
    func evaluate(_ expression: JinjaExpression) throws(ChatTemplateError) -> JinjaValue {
        let line = expression.line
        defer { leave() }
        try enter(line: line)
        try step(line: line)
        switch expression.kind {
        case .constant(let value): return value
        case .name(let name): return lookUp(name)
        case .list(let elements):
            return try checkNesting(.list(try evaluate(elements)), line: line)
        case .dictionary(let entries):
            var dictionary = JinjaDictionary()
            for entry in entries {
                guard case .string(let key) = try evaluate(entry.key) else {
                    throw .unsupported(line: line, construct: "a dict key that is not a text", supported: "text keys")
                }
                dictionary[key] = try evaluate(entry.value)
            }
            return try checkNesting(.dictionary(dictionary), line: line)
        case .attribute(let object, let name):
            return try attribute(name, of: try evaluate(object), line: line)
        case .item(let object, let key):
            return try item(try evaluate(key), of: try evaluate(object), line: line)
        case .slice(let object, let start, let stop, let step):
            return try slice(
                try evaluate(object), start: try bound(start), stop: try bound(stop), step: try bound(step),
                line: line)
        case .call(let name, let arguments):
            let given = try evaluate(arguments)
            if case .macro(let macro) = lookUp(name) { return try call(macro, given, line: line) }
            guard case .function(let function) = lookUp(name) else {
                throw .evaluation(line: line, problem: "'\(name)' is not a function here")
            }
            return try JinjaFunctions.call(function, given, self, line: line)
        case .method(let object, let name, let arguments):
            let receiver = try evaluate(object)
            return try JinjaMethods.call(name, on: receiver, try evaluate(arguments), self, line: line)
        case .filter(let input, let name, let arguments):
            let value = try evaluate(input)
            return try JinjaFilters.apply(name, to: value, try evaluate(arguments), self, line: line)
        case .test(let input, let name, let arguments):
            let value = try evaluate(input)
            return .bool(try JinjaTests.holds(name, value, try evaluate(arguments), line: line))
        case .not(let operand): return .bool(!(try evaluate(operand).isTrue))
        case .negative(let operand):
            return try arithmetic("-", .integer(0), try evaluate(operand), line: line)
        case .positive(let operand):
            return try arithmetic("+", .integer(0), try evaluate(operand), line: line)
        case .and(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? try evaluate(right) : value
        case .or(let left, let right):
            let value = try evaluate(left)
            return value.isTrue ? value : try evaluate(right)
        case .comparison(let first, let rest):
            var left = try evaluate(first)
            for (operation, operand) in rest {
                let right = try evaluate(operand)
                guard try compare(left, operation, right, line: line) else { return .bool(false) }
                left = right
            }
            return .bool(true)
        case .arithmetic(let operation, let left, let right):
            let left = try evaluate(left)
            return try arithmetic(operation, left, try evaluate(right), line: line)
        case .concatenation(let parts):
            var text = ""
            for part in parts {
                let more = try printed(try evaluate(part), line: line)
                try allowText(bytes: text.utf8.count + more.utf8.count, line: line)
                text += more
            }
            return .string(text)
        case .conditional(let condition, let then, let otherwise):
            if try evaluate(condition).isTrue { return try evaluate(then) }
            guard let otherwise else {
                return .undefined("the inline if-expression was false and has no else")
            }
            return try evaluate(otherwise)
        }
    }

    func evaluate(_ expressions: [JinjaExpression]) throws(ChatTemplateError) -> [JinjaValue] {
        var values: [JinjaValue] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try evaluate(expression)) }
        return values
    }

    func evaluate(_ arguments: JinjaArguments) throws(ChatTemplateError) -> JinjaCallArguments {
        var named: [(name: String, value: JinjaValue)] = []
        for argument in arguments.named { named.append((argument.name, try evaluate(argument.value))) }
        return JinjaCallArguments(positional: try evaluate(arguments.positional), named: named)
    }

    private func lookUp(_ name: String) -> JinjaValue {
        if let value = scope.value(of: name) { return value }
        return JinjaFunctions.names.contains(name) ? .function(name) : .undefined("'\(name)' is undefined")
    }

    /// Python's `str`, counted.
    func printed(_ value: JinjaValue, line: Int) throws(ChatTemplateError) -> String {
        if case .string(let text) = value { return text }
        let text = value.printed
        try allowText(bytes: text.utf8.count, line: line)
        return text
    }

    func attribute(_ name: String, of object: JinjaValue, line: Int) throws(ChatTemplateError) -> JinjaValue {
        switch object {
        case .undefined(let why): throw .evaluation(line: line, problem: why)
        case .dictionary(let dictionary):
            if JinjaMethods.dictionaryNames.contains(name) { return .function(".\(name)") }
            return dictionary[name] ?? .undefined("'dict object' has no attribute '\(name)'")
        case .namespace(let namespace):
            return namespace.attributes[name] ?? .undefined("'namespace object' has no attribute '\(name)'")
        case .loop(let loop):
            return loop.attribute(name) ?? .undefined("'loop' has no attribute '\(name)'")
        default:
            return .undefined("'\(object.kind) object' has no attribute '\(name)'")
        }
    }

    func item(_ key: JinjaValue, of object: JinjaValue, line: Int) throws(ChatTemplateError) -> JinjaValue {
        switch (object, key) {
        case (.undefined(let why), _): throw .evaluation(line: line, problem: why)
        case (_, .undefined(let why)): throw .evaluation(line: line, problem: why)
        case (.dictionary(let dictionary), .string(let name)):
            if let value = dictionary[name] { return value }
            return try attribute(name, of: object, line: line)
        case (_, .string(let name)): return try attribute(name, of: object, line: line)
        case (.list(let elements), _), (.tuple(let elements), _):
            guard let index = key.integer else { break }
            let position = index < 0 ? index + elements.count : index
            guard elements.indices.contains(position) else {
                return .undefined("list object has no element \(index)")
            }
            return elements[position]
        case (.string(let text), _):
            guard let index = key.integer else { break }
            try allowText(bytes: text.utf8.count, line: line)
            let scalars = text.unicodeScalars
            let position = index < 0 ? index + scalars.count : index
            guard position >= 0, position < scalars.count else {
                return .undefined("str object has no element \(index)")
            }
            return .string(String(Character(scalars[scalars.index(scalars.startIndex, offsetBy: position)])))
        default: break
        }
        return .undefined("'\(object.kind) object' has no element \(key.representation)")
    }

    private func bound(_ expression: JinjaExpression?) throws(ChatTemplateError) -> Int? {
        guard let expression else { return nil }
        let value = try evaluate(expression)
        if case .none = value { return nil }
        guard let integer = value.integer else {
            throw .evaluation(line: expression.line, problem: "a slice needs whole numbers, not \(value.representation)")
        }
        return integer
    }

    private func slice(
        _ object: JinjaValue, start: Int?, stop: Int?, step: Int?, line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        guard step != 0 else { throw .evaluation(line: line, problem: "the step of a slice is 0") }
        switch object {
        case .list(let elements):
            try allowElements(elements.count, line: line)
            return .list(sliced(elements, start: start, stop: stop, step: step ?? 1))
        case .tuple(let elements):
            try allowElements(elements.count, line: line)
            return .tuple(sliced(elements, start: start, stop: stop, step: step ?? 1))
        case .string(let text):
            try allowText(bytes: text.utf8.count, line: line)
            let kept = sliced(Array(text.unicodeScalars), start: start, stop: stop, step: step ?? 1)
            return .string(String(String.UnicodeScalarView(kept)))
        case .undefined(let why): throw .evaluation(line: line, problem: why)
        default: throw .evaluation(line: line, problem: "'\(object.kind)' cannot be sliced")
        }
    }

    /// What a `for` runs through.
    func elements(of value: JinjaValue, line: Int) throws(ChatTemplateError) -> [JinjaValue] {
        switch value {
        case .undefined: return []
        case .list(let elements), .tuple(let elements):
            try allowElements(elements.count, line: line)
            return elements
        case .dictionary(let dictionary): return dictionary.entries.map { .string($0.key) }
        case .string(let text):
            try allowElements(text.utf8.count, line: line)
            return text.unicodeScalars.map { .string(String(Character($0))) }
        default: throw .evaluation(line: line, problem: "'\(value.kind)' object is not iterable")
        }
    }
}

/// Python's slice.
private func sliced<Element>(_ elements: [Element], start: Int?, stop: Int?, step: Int) -> [Element] {
    let count = elements.count
    func place(_ index: Int, least: Int, most: Int) -> Int {
        min(max(index < 0 ? index + count : index, least), most)
    }
    var result: [Element] = []
    if step > 0 {
        var index = place(start ?? 0, least: 0, most: count)
        let end = place(stop ?? count, least: 0, most: count)
        while index < end {
            result.append(elements[index])
            guard step < count else { break }
            index += step
        }
    } else {
        var index = start.map { place($0, least: -1, most: count - 1) } ?? count - 1
        let end = stop.map { place($0, least: -1, most: count - 1) } ?? -1
        while index > end {
            result.append(elements[index])
            guard step > -count else { break }
            index += step
        }
    }
    return result
}
