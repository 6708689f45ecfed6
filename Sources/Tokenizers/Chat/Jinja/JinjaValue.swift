/// A value while a template runs.
enum JinjaValue {
    /// Something that is not there; printed as nothing, an error where it is used further.
    case undefined(String)
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([JinjaValue])
    /// A list that prints with round brackets.
    case tuple([JinjaValue])
    case dictionary(JinjaDictionary)
    /// `namespace(…)`, shared by all who hold it.
    case namespace(JinjaNamespace)
    case loop(JinjaLoopState)
    case macro(JinjaMacroValue)
    /// A function named but not called, as in `strftime_now is defined`.
    case function(String)

    /// The word Jinja and Python use in error texts.
    var kind: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "None"
        case .bool: "bool"
        case .integer: "int"
        case .number: "float"
        case .string: "str"
        case .list: "list"
        case .tuple: "tuple"
        case .dictionary: "dict"
        case .namespace: "Namespace"
        case .loop: "LoopContext"
        case .macro: "Macro"
        case .function: "function"
        }
    }

    /// Python's truth.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let bool): bool
        case .integer(let integer): integer != 0
        case .number(let number): number != 0
        case .string(let string): !string.isEmpty
        case .list(let elements), .tuple(let elements): !elements.isEmpty
        case .dictionary(let dictionary): !dictionary.entries.isEmpty
        case .namespace, .loop, .macro, .function: true
        }
    }

    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    /// A whole number, booleans counted as in Python.
    var integer: Int? {
        switch self {
        case .integer(let integer): integer
        case .bool(let bool): bool ? 1 : 0
        default: nil
        }
    }

    var number: Double? {
        if case .number(let number) = self { number } else { integer.map(Double.init) }
    }

    var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    init(_ json: JSONValue) {
        switch json {
        case .null: self = .none
        case .bool(let bool): self = .bool(bool)
        case .integer(let integer): self = .integer(integer)
        case .number(let number): self = .number(number)
        case .string(let string): self = .string(string)
        case .array(let elements): self = .list(elements.map(JinjaValue.init))
        case .object(let object):
            self = .dictionary(JinjaDictionary(object.entries.map { ($0.key, JinjaValue($0.value)) }))
        }
    }

    /// The value as JSON, or nil where it holds something JSON does not have.
    var json: JSONValue? {
        switch self {
        case .none: return .null
        case .bool(let bool): return .bool(bool)
        case .integer(let integer): return .integer(integer)
        case .number(let number): return .number(number)
        case .string(let string): return .string(string)
        case .list(let elements), .tuple(let elements):
            let converted = elements.compactMap(\.json)
            return converted.count == elements.count ? .array(converted) : nil
        case .dictionary(let dictionary):
            let converted = dictionary.entries.compactMap { entry in
                entry.value.json.map { JSONObject.Entry(key: entry.key, value: $0) }
            }
            return converted.count == dictionary.entries.count ? .object(JSONObject(converted)) : nil
        default: return nil
        }
    }

    /// How many lists and dictionaries lie in one another, counted up to `limit`.
    func isNestedDeeper(than limit: Int) -> Bool {
        switch self {
        case .list(let elements), .tuple(let elements):
            limit == 0 || elements.contains { $0.isNestedDeeper(than: limit - 1) }
        case .dictionary(let dictionary):
            limit == 0 || dictionary.entries.contains { $0.value.isNestedDeeper(than: limit - 1) }
        default: false
        }
    }
}

/// A Python dict with string keys, in the order of insertion.
struct JinjaDictionary {
    private(set) var entries: [(key: String, value: JinjaValue)] = []

    init(_ entries: [(String, JinjaValue)] = []) {
        for (key, value) in entries { self[key] = value }
    }

    subscript(key: String) -> JinjaValue? {
        get { entries.first { $0.key.hasSameBytes(as: key) }?.value }
        set {
            let index = entries.firstIndex { $0.key.hasSameBytes(as: key) }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append((key, value))
            case (nil, nil): break
            }
        }
    }
}

/// What `{% set ns.x = … %}` writes to.
final class JinjaNamespace {
    var attributes: JinjaDictionary

    init(_ attributes: JinjaDictionary) {
        self.attributes = attributes
    }
}

/// What `loop` is inside a `for`.
final class JinjaLoopState {
    let elements: [JinjaValue]
    /// From 0.
    var index = 0
    var lastChanged: [JinjaValue]?

    init(elements: [JinjaValue]) {
        self.elements = elements
    }

    /// `loop.index` and the like.
    func attribute(_ name: String) -> JinjaValue? {
        switch name {
        case "index": .integer(index + 1)
        case "index0": .integer(index)
        case "revindex": .integer(elements.count - index)
        case "revindex0": .integer(elements.count - index - 1)
        case "first": .bool(index == 0)
        case "last": .bool(index == elements.count - 1)
        case "length": .integer(elements.count)
        // These count recursive loops only, which we do not do.
        case "depth": .integer(1)
        case "depth0": .integer(0)
        case "previtem": index > 0 ? elements[index - 1] : .undefined("there is no previous item")
        case "nextitem":
            index + 1 < elements.count ? elements[index + 1] : .undefined("there is no next item")
        default: nil
        }
    }
}

final class JinjaMacroValue {
    let macro: JinjaMacro
    /// Where it was defined; what it does not define itself is looked up there.
    /// Weak, because that scope holds this macro.
    weak var scope: JinjaScope?

    init(macro: JinjaMacro, scope: JinjaScope) {
        self.macro = macro
        self.scope = scope
    }
}

/// The variables of a loop body, macro or template, and those around it.
final class JinjaScope {
    private var variables: [String: JinjaValue]
    let parent: JinjaScope?

    init(_ variables: [String: JinjaValue] = [:], parent: JinjaScope? = nil) {
        self.variables = variables
        self.parent = parent
    }

    func value(of name: String) -> JinjaValue? {
        var scope: JinjaScope? = self
        while let here = scope {
            if let value = here.variables[name] { return value }
            scope = here.parent
        }
        return nil
    }

    func set(_ name: String, _ value: JinjaValue) {
        variables[name] = value
    }
}
