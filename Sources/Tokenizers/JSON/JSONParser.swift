public import Foundation

extension JSONValue {
    /// Reads JSON (RFC 8259), keeping the order of keys.
    ///
    /// - Parameter data: UTF-8, with or without a byte order mark.
    /// - Throws: `JSONParseError` with line and column; nesting deeper than 256 is an error.
    public init(parsing data: Data) throws(JSONParseError) {
        let parsed: Result<JSONValue, JSONParseError> = data.withUnsafeBytes { raw in
            var parser = JSONParser(bytes: raw.bindMemory(to: UInt8.self))
            do throws(JSONParseError) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        self = try parsed.get()
    }

    /// Reads JSON from a string; see `init(parsing:)` for data.
    public init(parsing text: String) throws(JSONParseError) {
        try self.init(parsing: Data(text.utf8))
    }
}

/// A recursive-descent reader over bytes that its caller keeps alive.
struct JSONParser {
    static let maximumDepth = 256

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func document() throws(JSONParseError) -> JSONValue {
        let value = try value()
        skipWhitespace()
        guard position == bytes.count else { throw error("text after the end of the document") }
        return value
    }

    mutating func value() throws(JSONParseError) -> JSONValue {
        skipWhitespace()
        guard position < bytes.count else { throw error("the text ends where a value should be; is it cut off?") }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(JSONParseError) -> JSONValue {
        try enter()
        var entries: [JSONObject.Entry] = []
        if try !closes(with: UInt8(ascii: "}")) {
            repeat {
                skipWhitespace()
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    throw error("expected a key in double quotes")
                }
                let key = try string()
                skipWhitespace()
                guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
                    throw error("expected ':' after the key \"\(key)\"")
                }
                position += 1
                entries.append(JSONObject.Entry(key: key, value: try value()))
            } while try continues(to: UInt8(ascii: "}"))
        }
        depth -= 1
        return .object(JSONObject(entries.count > 64 ? entries : withoutRepeatedKeys(entries)))
    }

    private mutating func array() throws(JSONParseError) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        if try !closes(with: UInt8(ascii: "]")) {
            repeat { elements.append(try value()) } while try continues(to: UInt8(ascii: "]"))
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func enter() throws(JSONParseError) {
        position += 1
        depth += 1
        guard depth <= Self.maximumDepth else { throw error("nested deeper than \(Self.maximumDepth)") }
    }

    private mutating func closes(with bracket: UInt8) throws(JSONParseError) -> Bool {
        skipWhitespace()
        guard position < bytes.count, bytes[position] == bracket else { return false }
        position += 1
        return true
    }

    private mutating func continues(to bracket: UInt8) throws(JSONParseError) -> Bool {
        skipWhitespace()
        guard position < bytes.count else { throw error("the text ends inside an object or array; is it cut off?") }
        let byte = bytes[position]
        guard byte == UInt8(ascii: ",") || byte == bracket else {
            throw error("expected ',' or '\(Character(Unicode.Scalar(bracket)))'")
        }
        position += 1
        return byte != bracket
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count else { throw error("expected \(text)") }
        for offset in 0..<text.utf8CodeUnitCount where bytes[position + offset] != text.utf8Start[offset] {
            throw error("expected \(text)")
        }
        position = end
        return value
    }

    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func error(_ problem: String, at offset: Int? = nil) -> JSONParseError {
        let before = bytes.prefix(offset ?? position)
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return JSONParseError(line: line, column: column, problem: problem)
    }
}

/// Python's rule: the first place, the last value.
private func withoutRepeatedKeys(_ entries: [JSONObject.Entry]) -> [JSONObject.Entry] {
    var kept: [JSONObject.Entry] = []
    kept.reserveCapacity(entries.count)
    for entry in entries {
        if let index = kept.firstIndex(where: { $0.key.hasSameBytes(as: entry.key) }) {
            kept[index].value = entry.value
        } else {
            kept.append(entry)
        }
    }
    return kept
}
