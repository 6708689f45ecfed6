import Environments
import Foundation

/// The lines of a file, or of standard input for `-`, as they come; they end at `\n` only. A Parquet file gives a line
/// for each row.
struct LineReader {
    struct Unreadable: Error, CustomStringConvertible {
        var path: String
        var reason: String
        var description: String { "\(path): cannot be read: \(reason)" }
    }

    /// A longer line is no row, in bytes.
    static let longest = 64 << 20

    let name: String
    private let handle: FileHandle
    private var rows: ParquetRows?
    private var buffer = Data()
    private var isOver = false

    /// - Throws: `Unreadable`, `DatasetError`.
    init(_ path: String) throws {
        name = path == "-" ? "stdin" : path
        if path == "-" {
            handle = .standardInput
            return
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw Unreadable(path: path, reason: "it is a folder; name a JSONL or Parquet file, or - for standard input")
        }
        if ParquetRows.reads(path) {
            handle = .nullDevice
            do {
                rows = try ParquetRows(URL(fileURLWithPath: path))
            } catch {
                throw DatasetError(error)
            }
            return
        }
        do {
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch {
            throw Unreadable(path: path, reason: "\(error.localizedDescription); name a JSONL or Parquet file, or - for standard input")
        }
    }

    /// The next line without its end; `nil` after the last.
    ///
    /// - Throws: `Unreadable`, `DatasetError`.
    mutating func next() throws -> Data? {
        if rows != nil { return try nextRow() }
        var searched = 0
        while true {
            if let end = buffer[buffer.index(buffer.startIndex, offsetBy: searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(buffer[..<end])
                buffer = Data(buffer[buffer.index(after: end)...])
                return line
            }
            searched = buffer.count
            if isOver {
                guard !buffer.isEmpty else { return nil }
                defer { buffer = Data() }
                return buffer
            }
            guard buffer.count <= Self.longest else { throw Unreadable(path: name, reason: "a line has more than \(Self.longest >> 20) MB") }
            do {
                let part = try handle.read(upToCount: 1 << 16) ?? Data()
                if part.isEmpty { isOver = true } else { buffer.append(part) }
            } catch {
                throw Unreadable(path: name, reason: error.localizedDescription)
            }
        }
    }

    private mutating func nextRow() throws -> Data? {
        do throws(DatasetProblem) {
            return try rows?.next()
        } catch {
            throw DatasetError(error)
        }
    }
}
