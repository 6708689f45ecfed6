/// One thing wrong with a recipe.
public struct RecipeProblem: Sendable, Hashable, CustomStringConvertible {
    /// Where the value was written, such as `recipes/one-shot.yaml:12` or `--set`.
    public var place: String
    /// The key, dotted from the top, such as `optimizer.learning_rate`.
    public var path: String
    /// What was found, what would do.
    public var message: String

    public init(place: String, path: String, message: String) {
        self.place = place
        self.path = path
        self.message = message
    }

    public var description: String {
        path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}

/// Everything wrong with a recipe, at once.
public struct RecipeError: Error, Sendable, Hashable, CustomStringConvertible {
    public var problems: [RecipeProblem]

    public init(_ problems: [RecipeProblem]) {
        self.problems = problems
    }

    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
