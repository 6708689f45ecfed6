/// The environments there are. One line for each.
public enum Environments {
    public static let all: [any Environment] = [
        SeedWorld()
    ]

    /// The environment called `name`, as in a recipe's `data.train`.
    public static func named(_ name: String) -> (any Environment)? {
        all.first { $0.name == name }
    }
}
