import Foundation

/// The functions a template may call by name.
enum JinjaFunctions {
    static let names: Set<String> = ["raise_exception", "strftime_now", "namespace", "range", "dict"]

    /// Jinja's own bound on `range`.
    private static let maximumRange = 100_000

    static func call(
        _ name: String, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        switch name {
        case "raise_exception":
            let message = try arguments.bound(to: ["message"], of: name, line: line)[0]
            throw .raised(message: message?.printed ?? "")
        case "strftime_now":
            guard case .string(let format)? = try arguments.bound(to: ["format"], of: name, line: line)[0] else {
                throw .evaluation(line: line, problem: "strftime_now needs a format")
            }
            return .string(formatted(evaluator.now, format))
        case "namespace": return evaluator.makeNamespace(try dictionary(arguments, name, line: line))
        case "dict": return .dictionary(try dictionary(arguments, name, line: line))
        case "range": return try range(arguments, evaluator, line: line)
        default: throw .evaluation(line: line, problem: "'\(name)' cannot be called")
        }
    }

    private static func dictionary(
        _ arguments: JinjaCallArguments, _ name: String, line: Int
    ) throws(ChatTemplateError) -> JinjaDictionary {
        var dictionary = JinjaDictionary()
        if let first = arguments.positional.first {
            guard case .dictionary(let given) = first, arguments.positional.count == 1 else {
                throw .evaluation(line: line, problem: "\(name) takes a dict or named values")
            }
            dictionary = given
        }
        for argument in arguments.named { dictionary[argument.name] = argument.value }
        return dictionary
    }

    private static func range(
        _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        let numbers = arguments.positional.compactMap(\.integer)
        guard numbers.count == arguments.positional.count, (1...3).contains(numbers.count),
            arguments.named.isEmpty, numbers.allSatisfy({ $0.magnitude < 1 << 60 })
        else { throw .evaluation(line: line, problem: "range takes one to three whole numbers") }
        let start = numbers.count > 1 ? numbers[0] : 0
        let stop = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw .evaluation(line: line, problem: "the step of range is 0") }
        var elements: [JinjaValue] = []
        for number in stride(from: start, to: stop, by: step) {
            guard elements.count < maximumRange else {
                throw .limit(line: line, problem: "a range has more than \(maximumRange) elements")
            }
            elements.append(.integer(number))
        }
        try evaluator.allowElements(elements.count, line: line)
        return .list(elements)
    }

    /// C's `strftime`, in local time.
    private static func formatted(_ date: Date, _ format: String) -> String {
        guard !format.isEmpty else { return "" }
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        localtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 64 + 64 * format.utf8.count)
        // Its buffer is large enough for any directive; 0 is an empty result, such as %p in some places.
        let length = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
