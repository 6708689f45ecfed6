/// A type a recipe's value can have.
public protocol RecipeValue: Sendable {
    /// What an error says was wanted, such as `a whole number`.
    static var expected: String { get }

    /// `nil` where the node is not such a value.
    static func read(_ node: RecipeNode) -> Self?

    var resolved: ResolvedValue { get }
}

extension Int: RecipeValue {
    public static var expected: String { "a whole number" }

    /// Underscores may group the digits, as in `20_000_000`.
    public static func read(_ node: RecipeNode) -> Int? {
        guard case .scalar(let text, isPlain: true) = node.content, text.last != "_", text.first != "_" else {
            return nil
        }
        return Int(text.replacing("_", with: ""))
    }

    public var resolved: ResolvedValue { .whole("\(self)") }
}

extension UInt64: RecipeValue {
    public static var expected: String { "a whole number, 0 or more" }

    public static func read(_ node: RecipeNode) -> UInt64? {
        guard case .scalar(let text, isPlain: true) = node.content, text.last != "_", text.first != "_" else {
            return nil
        }
        return UInt64(text.replacing("_", with: ""))
    }

    public var resolved: ResolvedValue { .whole("\(self)") }
}

extension Double: RecipeValue {
    public static var expected: String { "a number" }

    public static func read(_ node: RecipeNode) -> Double? {
        guard case .scalar(let text, isPlain: true) = node.content, let value = Double(text), value.isFinite,
            !text.contains("x"), !text.contains("X")
        else { return nil }
        return value
    }

    public var resolved: ResolvedValue { .number(self) }
}

extension Bool: RecipeValue {
    public static var expected: String { "true or false" }

    public static func read(_ node: RecipeNode) -> Bool? {
        guard case .scalar(let text, isPlain: true) = node.content else { return nil }
        return switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    public var resolved: ResolvedValue { .bool(self) }
}

extension String: RecipeValue {
    public static var expected: String { "a text" }

    public static func read(_ node: RecipeNode) -> String? {
        guard case .scalar(let text, _) = node.content, !node.isNull else { return nil }
        return text
    }

    public var resolved: ResolvedValue { .text(self) }
}

extension Optional: RecipeValue where Wrapped: RecipeValue {
    public static var expected: String { Wrapped.expected + ", or null" }

    public static func read(_ node: RecipeNode) -> Wrapped?? {
        node.isNull ? .some(nil) : Wrapped.read(node).map { .some($0) }
    }

    public var resolved: ResolvedValue { map(\.resolved) ?? .null }
}

extension Array: RecipeValue where Element: RecipeValue {
    public static var expected: String { "a list, each item \(Element.expected)" }

    /// A single value is a list of one.
    public static func read(_ node: RecipeNode) -> [Element]? {
        guard case .sequence(let nodes) = node.content else {
            return node.isNull ? [] : Element.read(node).map { [$0] }
        }
        let values = nodes.compactMap(Element.read)
        return values.count == nodes.count ? values : nil
    }

    public var resolved: ResolvedValue { .list(map(\.resolved)) }
}

/// A choice among names.
public protocol RecipeChoice: RecipeValue, RawRepresentable, CaseIterable, Hashable where RawValue == String {}

extension RecipeChoice {
    public static var expected: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }

    public static func read(_ node: RecipeNode) -> Self? {
        guard case .scalar(let text, _) = node.content else { return nil }
        return Self(rawValue: text)
    }

    public var resolved: ResolvedValue { .text(rawValue) }
}
