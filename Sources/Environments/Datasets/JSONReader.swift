/// What is wrong with a JSON text, and after how many bytes.
struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    var reason: String
    var offset: Int

    var description: String { "\(reason) after \(offset) bytes" }
}

/// Reads one JSON value (RFC 8259, and Python's `NaN`, `Infinity` and `-Infinity`) without losing anything.
struct JSONReader {
    /// Deeper nesting is an error, so that no text can exhaust the stack.
    static let deepest = 256

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    static func read(_ bytes: some Sequence<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        var reader = JSONReader(bytes: Array(bytes))
        let value = try reader.value()
        reader.skipSpace()
        guard reader.index == reader.bytes.count else { throw reader.error("text follows the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func error(_ reason: String) -> JSONSyntaxError { JSONSyntaxError(reason: reason, offset: index) }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let end = index + word.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[index + offset] != word.utf8Start[offset] { return false }
        index = end
        return true
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        guard index < bytes.count else { throw error("the text ends early") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONSyntaxError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONSyntaxError) in try reader.list() }
        case UInt8(ascii: "\""): return .text(try text())
        default: break
        }
        if takeWord("null") { return .null }
        if takeWord("true") { return .bool(true) }
        if takeWord("false") { return .bool(false) }
        if takeWord("NaN") { return .number(.nan) }
        if takeWord("Infinity") { return .number(.infinity) }
        if takeWord("-Infinity") { return .number(-.infinity) }
        return try number()
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(JSONSyntaxError) -> JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.deepest else { throw error("more than \(Self.deepest) levels") }
        depth += 1
        index += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        var members = JSONObject()
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw error("a name is missing") }
            let name = try text()
            skipSpace()
            guard take(":") else { throw error("a colon is missing") }
            members.set(try value(), for: name)
            skipSpace()
            if take(",") { continue }
            guard take("}") else { throw error("an object is not closed") }
            return .object(members)
        }
    }

    private mutating func list() throws(JSONSyntaxError) -> JSONValue {
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .list(values) }
        while true {
            values.append(try value())
            skipSpace()
            if take(",") { continue }
            guard take("]") else { throw error("a list is not closed") }
            return .list(values)
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = index
        _ = take("-")
        let whole = try digits()
        guard whole.count == 1 || bytes[whole.lowerBound] != UInt8(ascii: "0") else {
            throw error("a number starts with 0")
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            _ = try digits()
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("-") { _ = take("+") }
            _ = try digits()
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole { return Int(text).map(JSONValue.whole) ?? .longWhole(text) }
        guard let value = Double(text) else { throw error("a number cannot be read") }
        return .number(value)
    }

    private mutating func digits() throws(JSONSyntaxError) -> Range<Int> {
        let start = index
        while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
        guard index > start else { throw error("a value is missing") }
        return start..<index
    }

    private mutating func text() throws(JSONSyntaxError) -> String {
        index += 1
        var content: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw error("a text is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try escaped()).utf8)
            case 0..<0x20: throw error("a line break or control character in a text is not escaped")
            default: content.append(byte)
            }
        }
        throw error("a text is not closed")
    }

    /// What stands after a backslash.
    private mutating func escaped() throws(JSONSyntaxError) -> Unicode.Scalar {
        guard index < bytes.count else { throw error("a text is not closed") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            if let scalar = Unicode.Scalar(first) { return scalar }
            guard first < 0xDC00, takeWord("\\u") else { throw error("half of a surrogate pair") }
            let second = try codeUnit()
            guard (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            else { throw error("half of a surrogate pair") }
            return scalar
        default: throw error("no escape begins with \(Unicode.Scalar(byte))")
        }
    }

    private mutating func codeUnit() throws(JSONSyntaxError) -> UInt32 {
        guard index + 4 <= bytes.count, bytes[index] != UInt8(ascii: "+"), bytes[index] != UInt8(ascii: "-"),
            let unit = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits are missing") }
        index += 4
        return unit
    }
}
