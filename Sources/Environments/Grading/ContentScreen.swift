public import Foundation

/// Texts that a policy file refuses, by pattern.
///
///     # one regular expression a line, a name before it
///     weapons: (?i)\b(nerve agent|pipe bomb)\b
public struct ContentScreen: Sendable {
    private struct Rule: Sendable {
        var name: String
        var expression: NSRegularExpression
    }

    private let rules: [Rule]
    /// Characters of a text that are looked at.
    private static let longest = 100_000

    /// - Throws: `ContentScreenError` with file and line.
    public init(file: URL) throws(ContentScreenError) {
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw .unreadable(path: file.path, reason: error.localizedDescription)
        }
        try self.init(text, place: file.path)
    }

    init(_ text: String, place: String) throws(ContentScreenError) {
        var rules: [Rule] = []
        for (line, row) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let row = String(row).trimmed
            guard !row.isEmpty, !row.hasPrefix("#") else { continue }
            guard let colon = row.firstIndex(of: ":") else { throw .line(place: "\(place):\(line + 1)", reason: "expected 'name: pattern', found '\(row.prefix(60))'") }
            let pattern = String(row[row.index(after: colon)...]).trimmed
            do {
                rules.append(Rule(name: String(row[..<colon]).trimmed, expression: try NSRegularExpression(pattern: pattern)))
            } catch {
                throw .line(place: "\(place):\(line + 1)", reason: "'\(pattern)' is no regular expression")
            }
        }
        guard !rules.isEmpty else { throw .line(place: place, reason: "it names no pattern") }
        self.rules = rules
    }

    /// The name of the first rule that refuses the text.
    public func refusal(of text: String) -> String? {
        let text = String(text.prefix(Self.longest))
        let range = NSRange(text.startIndex..., in: text)
        return rules.first { $0.expression.firstMatch(in: text, range: range) != nil }?.name
    }
}

/// What is wrong with a policy file.
public enum ContentScreenError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case line(place: String, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "the content policy \(path) cannot be read: \(reason)"
        case .line(let place, let reason): "\(place): \(reason)"
        }
    }
}
