/// A section of a recipe: a struct of settings whose initial values are the defaults, and a table that
/// says how each is called, read, checked and written out.
public protocol RecipeSection: Sendable {
    init()

    /// One entry per key, in the order in which they are written out.
    static var fields: [RecipeField<Self>] { get }

    /// What is wrong between settings that are each right by themselves: key and message.
    var faults: [RecipeFault] { get }
}

/// A fault of a setting, named by its key within the section.
public struct RecipeFault: Sendable, Hashable {
    public var key: String
    public var message: String

    public init(_ key: String, _ message: String) {
        self.key = key
        self.message = message
    }
}

extension RecipeSection {
    public var faults: [RecipeFault] { [] }

    /// Every setting with its value, defaults included.
    public var resolved: ResolvedValue {
        .section(Self.fields.map { (key: $0.key, value: $0.resolve(self)) })
    }
}

/// One key of a section.
public struct RecipeField<Section: Sendable>: Sendable {
    public let key: String
    let read: @Sendable (RecipeNode, inout Section, inout SectionReading, _ path: String) -> Void
    let resolve: @Sendable (Section) -> ResolvedValue

    /// A value, with the conditions it must meet.
    public init<Value: RecipeValue>(
        _ key: String, _ setting: any WritableKeyPath<Section, Value> & Sendable, _ checks: RecipeCheck<Value>...
    ) {
        self.key = key
        read = { node, section, reading, path in
            guard let value = reading.value(Value.self, node, path) else { return }
            section[keyPath: setting] = value
            reading.check(value, checks, node, path)
        }
        resolve = { $0[keyPath: setting].resolved }
    }

    /// A value that may be null; the conditions hold where it is not.
    public init<Value: RecipeValue>(
        optional key: String, _ setting: any WritableKeyPath<Section, Value?> & Sendable,
        _ checks: RecipeCheck<Value>...
    ) {
        self.key = key
        read = { node, section, reading, path in
            guard let value = reading.value(Value?.self, node, path) else { return }
            section[keyPath: setting] = value
            if let value { reading.check(value, checks, node, path) }
        }
        resolve = { $0[keyPath: setting].resolved }
    }

    /// A section within the section; `null` leaves it out.
    public init<Inner: RecipeSection>(section key: String, _ setting: any WritableKeyPath<Section, Inner?> & Sendable) {
        self.key = key
        read = { node, section, reading, path in
            section[keyPath: setting] = node.isNull ? nil : reading.section(Inner.self, node, path)
        }
        resolve = { $0[keyPath: setting]?.resolved ?? .null }
    }
}
