/// Why a text is not JSON, and where.
public struct JSONParseError: Error, Equatable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// In bytes, from 1.
    public let column: Int
    public let problem: String

    public var description: String {
        "line \(line), column \(column): \(problem)"
    }
}
