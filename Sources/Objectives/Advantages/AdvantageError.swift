/// Why no advantage can be made.
public enum AdvantageError: Error, Equatable, CustomStringConvertible {
    case groupTooSmall(Int)

    public var description: String {
        switch self {
        case .groupTooSmall(let count):
            "a group of \(count) has no baseline; raise method.num_generations to 2 or more"
        }
    }
}
