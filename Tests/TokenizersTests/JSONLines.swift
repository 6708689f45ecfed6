import Foundation
import TestSupport

@testable import Tokenizers

extension SharedData {
    /// The objects of a JSONL file.
    static func lines(_ path: String) throws -> [JSONObject] {
        let text = try String(contentsOf: url(path), encoding: .utf8)
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
