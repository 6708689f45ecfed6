public import Experience
public import Foundation

/// `metrics.jsonl`: one `StepRecord` a line, one write a line, steps never decreasing.
///
/// A step may have several lines (training, then evaluation); readers merge them.
public final class StepLog: Sendable {
    private let file: AppendFile

    public var url: URL { file.url }

    /// Opens or makes the file; a torn last line is cut.
    public init(_ url: URL) throws(RunStoreError) {
        file = try AppendFile(url, repairingLines: true)
    }

    public func append(_ record: StepRecord) throws(RunStoreError) {
        try file.append(StoredJSON.line(record) + Data("\n".utf8))
    }

    /// Drops every record after `step`, atomically.
    public func truncate(after step: Int) throws(RunStoreError) {
        var kept = Data()
        for record in try Self.lines(of: url) where record.step <= step {
            kept += try StoredJSON.line(record) + Data("\n".utf8)
        }
        try file.replace(with: kept)
    }

    public func synchronise() throws(RunStoreError) {
        try file.synchronise()
    }

    /// The records, those of one step merged; later values win.
    public static func records(of url: URL) throws(RunStoreError) -> [StepRecord] {
        var merged: [StepRecord] = []
        for record in try lines(of: url) {
            if let last = merged.last, last.step == record.step {
                merged[merged.count - 1].metrics.merge(record.metrics) { _, new in new }
                merged[merged.count - 1].elapsed = record.elapsed
            } else {
                merged.append(record)
            }
        }
        return merged
    }

    /// A last line without its newline was torn and is not a record. Any other bad line is damage.
    private static func lines(of url: URL) throws(RunStoreError) -> [StepRecord] {
        guard DurableFiles.exists(url) else { return [] }
        var lines = try DurableFiles.read(url).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        lines.removeLast()
        var records: [StepRecord] = []
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let place = "\(url.path) line \(index + 1)"
            let record = try StoredJSON.decode(StepRecord.self, from: Data(line), at: place)
            if let last = records.last, record.step < last.step {
                throw .stepOutOfOrder(path: place, last: last.step, found: record.step)
            }
            records.append(record)
        }
        return records
    }
}
