import Foundation

/// The lines of a file, or of standard input for `-`, as they come; they end at `\n` only.
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
    private var buffer = Data()
    private var isOver = false

    init(_ path: String) throws(Unreadable) {
        name = path == "-" ? "stdin" : path
        if path == "-" {
            handle = .standardInput
            return
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw Unreadable(path: path, reason: "it is a folder; name a JSONL file, or - for standard input")
        }
        do {
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        } catch {
            throw Unreadable(path: path, reason: "\(error.localizedDescription); name a JSONL file, or - for standard input")
        }
    }

    /// The next line without its end; `nil` after the last.
    mutating func next() throws(Unreadable) -> Data? {
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
}
