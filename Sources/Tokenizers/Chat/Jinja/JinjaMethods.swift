/// The methods of texts, dicts, lists and loops that a template may call.
enum JinjaMethods {
    static let dictionaryNames: Set<String> = ["get", "items", "keys", "values", "copy"]
    static let stringNames: Set<String> = [
        "split", "rsplit", "splitlines", "strip", "lstrip", "rstrip", "startswith", "endswith", "upper", "lower",
        "title", "capitalize", "replace", "find", "rfind", "count", "join", "removeprefix", "removesuffix",
        "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower",
    ]
    static let listNames: Set<String> = ["index", "count"]
    static let loopNames: Set<String> = ["cycle", "changed"]
    static let names = dictionaryNames.union(stringNames).union(listNames).union(loopNames)

    static func call(
        _ name: String, on receiver: JinjaValue, _ arguments: JinjaCallArguments, _ evaluator: JinjaEvaluator,
        line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        switch receiver {
        case .undefined(let why): throw .evaluation(line: line, problem: why)
        case .string(let text) where stringNames.contains(name):
            try evaluator.allowText(bytes: text.utf8.count, line: line)
            return try JinjaStringMethods.call(name, on: text, arguments, evaluator, line: line)
        case .dictionary(let dictionary) where dictionaryNames.contains(name):
            return try call(name, on: dictionary, arguments, evaluator, line: line)
        case .list(let elements) where listNames.contains(name),
            .tuple(let elements) where listNames.contains(name):
            try evaluator.allowElements(elements.count, line: line)
            guard let wanted = try arguments.bound(to: ["value"], of: ".\(name)", line: line)[0] else {
                throw .evaluation(line: line, problem: ".\(name) needs a value")
            }
            if name == "count" { return .integer(elements.count { JinjaValue.isEqual($0, wanted) }) }
            guard let index = elements.firstIndex(where: { JinjaValue.isEqual($0, wanted) }) else {
                throw .evaluation(line: line, problem: "\(wanted.representation) is not in list")
            }
            return .integer(index)
        case .loop(let loop) where loopNames.contains(name):
            let given = arguments.positional
            if name == "changed" {
                defer { loop.lastChanged = given }
                guard let last = loop.lastChanged, last.count == given.count else { return .bool(true) }
                return .bool(!zip(last, given).allSatisfy { JinjaValue.isEqual($0, $1) })
            }
            guard !given.isEmpty else { throw .evaluation(line: line, problem: "loop.cycle needs values") }
            return given[loop.index % given.count]
        default:
            throw .evaluation(line: line, problem: "'\(receiver.kind) object' has no method '\(name)'")
        }
    }

    private static func call(
        _ name: String, on dictionary: JinjaDictionary, _ arguments: JinjaCallArguments,
        _ evaluator: JinjaEvaluator, line: Int
    ) throws(ChatTemplateError) -> JinjaValue {
        if name == "get" {
            let given = try arguments.bound(to: ["key", "default"], of: ".get", line: line)
            guard case .string(let key)? = given[0] else { return given[1] ?? .none }
            return dictionary[key] ?? given[1] ?? .none
        }
        _ = try arguments.bound(to: [], of: ".\(name)", line: line)
        try evaluator.allowElements(dictionary.entries.count, line: line)
        switch name {
        case "items": return .list(dictionary.entries.map { .tuple([.string($0.key), $0.value]) })
        case "keys": return .list(dictionary.entries.map { .string($0.key) })
        case "values": return .list(dictionary.entries.map(\.value))
        default: return .dictionary(dictionary)
        }
    }
}
