public import Foundation
import Sandbox

/// The rows of a Parquet file as JSON texts, in their order.
///
/// pyarrow (pinned in `scripts/setup`) unpacks the file in an isolated process of its own, which is given the bytes and
/// no file, and ends with this value. Structures become objects, lists arrays. Whole numbers of any length are exact, and
/// so are floating-point numbers, `NaN` and infinities among them; a decimal with a fraction is a text of its digits;
/// dates and times are texts as ISO 8601 has them, with `Z` where the column has a time zone; bytes are
/// `{"base64": …}`. Any other type is refused by the name of its column.
public struct ParquetRows {
    /// What is read at most; more is an error.
    public struct Limits: Sendable {
        /// Of the file.
        public var bytes = 512 << 20
        public var rows = 10_000_000
        /// Bytes of one row as JSON.
        public var row = 64 << 20
        /// Bytes of all rows as JSON.
        public var text = 1 << 30
        /// Bytes of memory to unpack with, beside the file.
        public var memory = 2 << 30
        /// Of CPU time for the whole file.
        public var seconds = 300.0
        /// Of silence.
        public var silence = 60.0

        public init() {}
    }

    private struct Request: Encodable {
        var wall: Double
        var memory: Int
        /// Bytes of a file it may write.
        var file = 0
        var rows: Int
        var line: Int
        /// Bytes of an answer, where a row is no longer.
        var part = 1 << 20
    }

    private let place: String
    private let limits: Limits
    private let helper: IsolatedHelper
    private var pending: [Data] = []
    private var isOver = false
    private var rows = 0
    private var text = 0

    /// Whether a file of that name is read as Parquet.
    public static func reads(_ name: String) -> Bool { name.lowercased().hasSuffix(".parquet") }

    /// - Throws: `unreadable` for a file that is no Parquet, `partMissing` where nothing here can unpack it.
    public init(_ url: URL, limits: Limits = Limits()) throws(DatasetProblem) {
        let data: Data
        do {
            data = try Data(contentsOf: url, options: .mappedIfSafe)
        } catch {
            throw .unreadable(place: url.relativePath, reason: error.localizedDescription)
        }
        try self.init(data, name: url.relativePath, limits: limits)
    }

    /// - Parameter name: stands for the file in errors.
    public init(_ data: Data, name: String, limits: Limits = Limits()) throws(DatasetProblem) {
        if let reason = Self.reasonAgainst(data, limits) { throw .unreadable(place: name, reason: reason) }
        (place, self.limits) = (name, limits)
        helper = try Self.helper(for: name)
        let request = Request(wall: limits.seconds, memory: limits.memory + data.count, rows: limits.rows, line: limits.row)
        do {
            _ = try ask(try JSONEncoder().encode(request))
        } catch let problem as DatasetProblem {
            throw problem
        } catch {
            throw .unreadable(place: name, reason: "\(error)")
        }
        try take(try ask(data))
    }

    /// The next row; `nil` after the last.
    public mutating func next() throws(DatasetProblem) -> Data? {
        if pending.isEmpty, !isOver { try take(try ask(Data("more".utf8))) }
        return pending.popLast()
    }

    /// Of the process that runs, for tests that kill it from outside.
    var processIdentifier: Int32? { helper.processIdentifier }

    /// What the file's ends say, before anything is started.
    private static func reasonAgainst(_ data: Data, _ limits: Limits) -> String? {
        let (mark, encrypted) = (Data("PAR1".utf8), Data("PARE".utf8))
        if data.suffix(4) == encrypted { return "it is encrypted; write it again without encryption" }
        guard data.starts(with: mark) else {
            let found = data.prefix(4).map { String(format: "%02x", $0) }.joined(separator: " ")
            return "it is not Parquet: it begins with \(found.isEmpty ? "nothing" : found), not with PAR1; give a JSONL file its own name"
        }
        guard data.count >= 12, data.suffix(4) == mark else {
            return "it ends early: \(data.count) bytes, the last of which are not PAR1; fetch it again"
        }
        guard data.count <= limits.bytes else {
            return "it has \(data.count >> 20) MB, and at most \(limits.bytes >> 20) are read; split it, or convert it to JSONL"
        }
        return nil
    }

    private func ask(_ message: Data) throws(DatasetProblem) -> Data {
        switch helper.waitForAnswer(to: message, within: limits.silence, atMost: limits.row + (2 << 20)) {
        case .success(let answer): return answer
        case .failure(.refused(let error)): throw .partMissing(place: place, reason: ParquetImport.reason(error))
        case .failure(.overdue):
            throw .unreadable(
                place: place,
                reason: "the process that unpacks it was silent for \(Int(limits.silence)) s and was killed; write it again with smaller row groups, or convert it to JSONL")
        case .failure(.lost(let reason)):
            throw .unreadable(
                place: place,
                reason: "the process that unpacks it broke (\(Self.shown(reason))): the file is damaged, takes more than \(Int(limits.seconds)) s, or the process was killed; fetch it again, or convert it to JSONL")
        }
    }

    /// Rows of an answer, or what it says is wrong.
    private mutating func take(_ answer: Data) throws(DatasetProblem) {
        let body = answer.dropFirst()
        guard answer.first == UInt8(ascii: "R") else {
            throw .unreadable(place: place, reason: Self.shown(String(decoding: body.prefix(1000), as: UTF8.self)))
        }
        isOver = body.isEmpty
        guard !isOver else { return }
        pending = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).reversed()
        rows += pending.count
        text += body.count
        guard rows <= limits.rows, text <= limits.text else {
            throw .unreadable(
                place: place,
                reason: "\(rows) rows are \(text >> 20) MB as JSON, and at most \(limits.rows) rows and \(limits.text >> 20) MB are read; split it")
        }
    }

    private static func helper(for name: String) throws(DatasetProblem) -> IsolatedHelper {
        do {
            return try ParquetImport.helper()
        } catch {
            throw .partMissing(place: name, reason: error.description)
        }
    }

    /// What another process said, on one line and without what would steer a terminal.
    private static func shown(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
