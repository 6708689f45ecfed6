import Foundation
import Testing

@testable import Tokenizers

/// Data that is too large to ship: `AUTODIDACT_SHARED_DATA`, or `shared/data` beside the checkout.
enum SharedData {
    static let root: URL? = {
        let named = ProcessInfo.processInfo.environment["AUTODIDACT_SHARED_DATA"].map { URL(fileURLWithPath: $0) }
        // …/<checkout>/Tests/TokenizersTests/SharedData.swift, through any symbolic link
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        let beside = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("shared/data")
        let folder = named ?? beside
        let isThere = FileManager.default.fileExists(atPath: folder.appendingPathComponent("tokenizers").path)
        let found = isThere ? folder : nil
        if found == nil {
            print("shared data not found (set AUTODIDACT_SHARED_DATA); parity tests are skipped")
        }
        return found
    }()

    static var isThere: Bool { root != nil }

    static func url(_ path: String) throws -> URL {
        try #require(root).appendingPathComponent(path)
    }

    /// The objects of a JSONL file.
    static func lines(_ path: String) throws -> [JSONObject] {
        let text = try String(contentsOf: try url(path), encoding: .utf8)
        return try text.utf8.split(separator: 0x0A).map { line in
            guard case .object(let object) = try JSONValue(parsing: Data(line)) else {
                throw CocoaError(.fileReadCorruptFile)
            }
            return object
        }
    }
}

extension JSONObject {
    func string(_ key: String) -> String? {
        if case .string(let string)? = self[key] { string } else { nil }
    }

    func ids(_ key: String) -> [Int32]? {
        guard case .array(let elements)? = self[key] else { return nil }
        return elements.compactMap { if case .integer(let id) = $0 { Int32(id) } else { nil } }
    }
}
