import Foundation

/// The rows of a data set's file as JSON texts: the lines of a JSONL file, which end at `\n` only, or the rows of a
/// Parquet file.
struct DatasetLines {
    private enum Source {
        case text(Data)
        case parquet(ParquetRows)
        case over
    }

    private var source: Source

    init(_ url: URL) throws(DatasetProblem) {
        guard !ParquetRows.reads(url.lastPathComponent) else {
            self.init(.parquet(try ParquetRows(url)))
            return
        }
        let data: Data
        do {
            data = try Data(contentsOf: url, options: .mappedIfSafe)
        } catch {
            throw .unreadable(place: url.relativePath, reason: error.localizedDescription)
        }
        self.init(data)
    }

    init(_ data: Data) {
        // A byte-order mark is no part of the first row.
        self.init(.text(data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data))
    }

    private init(_ source: Source) { self.source = source }

    /// The next line without its end; `nil` after the last.
    mutating func next() throws(DatasetProblem) -> Data? {
        switch source {
        case .over: return nil
        case .text(let rest):
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                source = .over
                return rest
            }
            source = .text(rest[rest.index(after: end)...])
            return rest[..<end]
        case .parquet(var rows):
            defer { source = .parquet(rows) }
            return try rows.next()
        }
    }
}
