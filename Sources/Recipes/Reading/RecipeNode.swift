internal import Yams

/// A value of a recipe before it has a type, with the place it was written at.
///
/// It replaces Yams' own node because `extends:` and `--set` mix values of several files.
public struct RecipeNode: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        /// `isPlain` when written without quotes, so that it may be a number.
        case scalar(String, isPlain: Bool)
        case sequence([RecipeNode])
        case mapping([Entry])
    }

    /// A key with its value; keys keep the order of the file.
    public struct Entry: Sendable, Hashable {
        public var key: String
        /// Where the key stands.
        public var place: String
        public var value: RecipeNode

        public init(key: String, place: String, value: RecipeNode) {
            self.key = key
            self.place = place
            self.value = value
        }
    }

    public var content: Content
    public var place: String

    public init(_ content: Content, place: String) {
        self.content = content
        self.place = place
    }

    public var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    public subscript(key: String) -> RecipeNode? {
        entries?.last { $0.key == key }?.value
    }

    /// Written as `null`, `~` or nothing at all.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// How an error names what was found.
    var found: String {
        switch content {
        case .scalar where isNull: "nothing"
        case .scalar(let text, isPlain: true): text
        case .scalar(let text, isPlain: false): "the text \"\(text)\""
        case .sequence: "a list"
        case .mapping: "a section"
        }
    }

    /// `override` over this: sections are merged key by key, everything else is replaced.
    func merged(with override: RecipeNode) -> RecipeNode {
        guard case .mapping(var entries) = content, case .mapping(let changes) = override.content else {
            return override
        }
        for change in changes {
            if let index = entries.firstIndex(where: { $0.key == change.key }) {
                entries[index] = Entry(
                    key: change.key, place: change.place, value: entries[index].value.merged(with: change.value))
            } else {
                entries.append(change)
            }
        }
        return RecipeNode(.mapping(entries), place: override.place)
    }

    /// - Parameter place: of a line, counted from 1.
    init(_ node: Yams.Node, place: (Int) -> String) {
        let here = place(node.mark?.line ?? 1)
        switch node {
        case .scalar(let scalar):
            self.init(.scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any), place: here)
        case .sequence(let sequence):
            self.init(.sequence(sequence.map { RecipeNode($0, place: place) }), place: here)
        case .mapping(let mapping):
            let entries = mapping.map { key, value in
                Entry(
                    key: key.string ?? "?", place: place(key.mark?.line ?? 1), value: RecipeNode(value, place: place))
            }
            self.init(.mapping(entries), place: here)
        case .alias:
            self.init(.scalar("", isPlain: true), place: here)
        }
    }
}
