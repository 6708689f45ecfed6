public import Foundation

/// What happened, twice: `log.jsonl` for programs, `log.txt` for people.
public final class RunLog: Sendable {
    public enum Level: String, Sendable, Codable, CaseIterable {
        case debug, info, warning, error
    }

    public struct Line: Sendable, Codable, Hashable {
        public var time: Date
        public var level: Level
        public var message: String
        public var fields: [String: String]
    }

    private let lines: AppendFile
    private let text: AppendFile

    public init(_ directory: RunDirectory) throws(RunStoreError) {
        lines = try AppendFile(directory.logLines, repairingLines: true)
        text = try AppendFile(directory.logText, repairingLines: true)
    }

    public func append(
        _ level: Level, _ message: String, _ fields: [String: String] = [:], time: Date = Date()
    ) throws(RunStoreError) {
        let line = Line(time: time, level: level, message: message, fields: fields)
        try lines.append(StoredJSON.line(line) + Data("\n".utf8))
        try text.append(Data(Self.plain(line).utf8))
    }

    /// One line whatever the message holds: model text reaches logs, and terminals obey control characters.
    static func plain(_ line: Line) -> String {
        let level = line.level.rawValue.uppercased().padding(toLength: 7, withPad: " ", startingAt: 0)
        let fields = line.fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let visible = (line.message + fields).unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar.escaped(asASCII: true)
            default: String(scalar)
            }
        }
        return "\(line.time.ISO8601Format()) \(level) \(visible.joined())\n"
    }
}
