/// Why a text is no literal.
public struct PythonLiteralError: Error, Equatable, CustomStringConvertible {
    /// In bytes from the start.
    public let offset: Int
    public let problem: String

    public var description: String { "not a Python literal: \(problem) at byte \(offset)" }
}

extension PythonLiteral {
    /// Reads a literal: numbers, strings, bytes, truth values, `None`, lists, tuples, sets and dictionaries, `set()`,
    /// `frozenset([…])`, `dict(a=1)`, `inf`, `nan`. Nothing is evaluated; size and depth are bounded.
    ///
    /// - Throws: `PythonLiteralError`.
    public init(parsing text: String, longest: Int = 1 << 21) throws(PythonLiteralError) {
        guard text.utf8.count <= longest else {
            throw PythonLiteralError(offset: 0, problem: "\(text.utf8.count) bytes are more than \(longest)")
        }
        var parser = PythonLiteralParser(text)
        self = try parser.whole()
    }

    /// Reads what stands between the parentheses of a call, such as `1, [2], 'a'`; a tuple of it. Keywords are refused.
    public static func arguments(parsing text: String, longest: Int = 1 << 21) throws(PythonLiteralError) -> [PythonLiteral] {
        guard text.utf8.count <= longest else {
            throw PythonLiteralError(offset: 0, problem: "\(text.utf8.count) bytes are more than \(longest)")
        }
        var parser = PythonLiteralParser("[" + text + "\n]")
        guard case .list(let items) = try parser.whole() else { throw PythonLiteralError(offset: 0, problem: "no arguments") }
        return items
    }
}

/// Recursive descent over bytes.
private struct PythonLiteralParser {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func whole() throws(PythonLiteralError) -> PythonLiteral {
        skip()
        var value = try self.value()
        skip()
        if peek == UInt8(ascii: ",") {  // a tuple without parentheses
            var items = [value]
            while take(",") {
                skip()
                if place == bytes.count { break }
                items.append(try self.value())
                skip()
            }
            value = .tuple(items)
        }
        guard place == bytes.count else { throw fault("unexpected '\(character)'") }
        return value
    }

    private mutating func value() throws(PythonLiteralError) -> PythonLiteral {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 200 else { throw fault("nested more than 200 deep") }
        skip()
        guard let byte = peek else { throw fault("it ends too early") }
        switch byte {
        case UInt8(ascii: "["):
            place += 1
            return .list(try items(until: "]").items)
        case UInt8(ascii: "("):
            place += 1
            let (items, comma) = try items(until: ")")
            return items.count == 1 && !comma ? items[0] : .tuple(items)
        case UInt8(ascii: "{"):
            place += 1
            return try braces()
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            return try strings()
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            return try signed()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
            return try number()
        default:
            return try word()
        }
    }

    private mutating func items(until end: Character) throws(PythonLiteralError) -> (items: [PythonLiteral], comma: Bool) {
        var items: [PythonLiteral] = []
        var comma = false
        while true {
            skip()
            if take(end) { return (items, comma) }
            if !items.isEmpty, !comma { throw fault("expected ',' or '\(end)', found '\(character)'") }
            items.append(try value())
            skip()
            comma = take(",")
        }
    }

    private mutating func braces() throws(PythonLiteralError) -> PythonLiteral {
        skip()
        if take("}") { return .dictionary([]) }
        let first = try value()
        skip()
        guard take(":") else {
            guard take(",") else {
                skip()
                guard take("}") else { throw fault("expected ':', ',' or '}', found '\(character)'") }
                return .set([first])
            }
            return .set([first] + (try items(until: "}").items))
        }
        var entries = [PythonLiteral.Entry(key: first, value: try value())]
        while true {
            skip()
            let comma = take(",")
            skip()
            if take("}") { return .dictionary(entries) }
            guard comma else { throw fault("expected ',' or '}', found '\(character)'") }
            let key = try value()
            skip()
            guard take(":") else { throw fault("expected ':', found '\(character)'") }
            entries.append(PythonLiteral.Entry(key: key, value: try value()))
        }
    }

    private mutating func signed() throws(PythonLiteralError) -> PythonLiteral {
        let isNegative = peek == UInt8(ascii: "-")
        place += 1
        switch try value() {
        case .integer(let digits) where isNegative:
            return .integer(digits == "0" ? "0" : digits.hasPrefix("-") ? String(digits.dropFirst()) : "-" + digits)
        case .float(let value): return .float(isNegative ? -value : value)
        case .integer(let digits): return .integer(digits)
        case .complex(let real, let imaginary): return isNegative ? .complex(-real, -imaginary) : .complex(real, imaginary)
        default: throw fault("a sign before what is no number")
        }
    }

    private mutating func number() throws(PythonLiteralError) -> PythonLiteral {
        let start = place
        while let byte = peek, Self.isWord(byte) || byte == UInt8(ascii: ".")
            || (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")) && [0x65, 0x45].contains(bytes[place - 1]) && !isHexadecimal(start)
        {
            place += 1
        }
        let text = String(decoding: bytes[start..<place].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self).lowercased()
        if text.hasSuffix("j"), let imaginary = Double(text.dropLast()) { return .complex(0, imaginary) }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
            guard let value = Int(text.dropFirst(2), radix: radix) else { break }
            return .integer(String(value))
        }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            let digits = text.drop { $0 == "0" }
            guard digits.count <= 200_000 else { throw fault("an integer of \(digits.count) digits") }
            guard digits.isEmpty || digits.count == text.count else { throw fault("an integer with leading zeros") }
            return .integer(digits.isEmpty ? "0" : String(digits))
        }
        let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || [0x2E, 0x65, 0x2B, 0x2D].contains($0) }
        guard isDecimal, let value = Double(text) else { throw fault("'\(text.prefix(40))' is no number") }
        return .float(value)
    }

    private func isHexadecimal(_ start: Int) -> Bool {
        start + 1 < bytes.count && bytes[start] == UInt8(ascii: "0") && [0x78, 0x58].contains(bytes[start + 1])
    }

    private mutating func word() throws(PythonLiteralError) -> PythonLiteral {
        let start = place
        while let byte = peek, Self.isWord(byte) { place += 1 }
        let name = String(decoding: bytes[start..<place], as: UTF8.self)
        if let next = peek, next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") {
            place = start
            return try strings()
        }
        switch name {
        case "None": return .none
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "inf": return .float(.infinity)
        case "nan": return .float(.nan)
        case "dict":
            skip()
            guard take("(") else { throw fault("'dict' is no literal") }
            return .dictionary(try keywords())
        case "set", "frozenset", "complex":
            skip()
            guard take("(") else { throw fault("'\(name)' is no literal") }
            let arguments = try items(until: ")").items
            return try made(name, arguments)
        default: throw fault(name.isEmpty ? "unexpected '\(character)'" : "the name '\(name.prefix(40))'")
        }
    }

    /// `a=1, b=2)`: names become strings.
    private mutating func keywords() throws(PythonLiteralError) -> [PythonLiteral.Entry] {
        var entries: [PythonLiteral.Entry] = []
        while true {
            skip()
            if take(")") { return entries }
            let start = place
            while let byte = peek, Self.isWord(byte) { place += 1 }
            guard place > start, !(0x30...0x39).contains(bytes[start]) else { throw fault("expected a name, found '\(character)'") }
            let name = String(decoding: bytes[start..<place], as: UTF8.self)
            skip()
            guard take("=") else { throw fault("expected '=', found '\(character)'") }
            entries.append(PythonLiteral.Entry(key: .string(name), value: try value()))
            skip()
            guard take(",") || peek == UInt8(ascii: ")") else { throw fault("expected ',' or ')', found '\(character)'") }
        }
    }

    private func made(_ name: String, _ arguments: [PythonLiteral]) throws(PythonLiteralError) -> PythonLiteral {
        switch (name, arguments.first, arguments.count) {
        case ("set", _, 0): return .set([])
        case ("frozenset", _, 0): return .frozenset([])
        case ("frozenset", .list(let items)?, 1), ("frozenset", .set(let items)?, 1), ("frozenset", .tuple(let items)?, 1):
            return .frozenset(items)
        case ("complex", _, 2):
            if case .float(let real) = arguments[0], case .float(let imaginary) = arguments[1] { return .complex(real, imaginary) }
            fallthrough
        default: throw fault("\(name)(…) with other arguments than a literal has")
        }
    }

    /// One or more string literals side by side, which Python joins.
    private mutating func strings() throws(PythonLiteralError) -> PythonLiteral {
        var text = ""
        var data: [UInt8] = []
        var isBytes: Bool?
        while true {
            let start = place
            while let byte = peek, Self.isWord(byte) { place += 1 }
            let prefix = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
            guard ["", "r", "u", "b", "br", "rb"].contains(prefix) else { throw fault("the string prefix '\(prefix.prefix(10))'") }
            guard isBytes == nil || isBytes == prefix.contains("b") else { throw fault("text beside bytes") }
            isBytes = prefix.contains("b")
            let content = try quoted(raw: prefix.contains("r"), isBytes: prefix.contains("b"))
            if prefix.contains("b") {
                for scalar in content {
                    guard scalar < 256 else { throw fault("bytes hold ASCII only") }
                    data.append(UInt8(scalar))
                }
            } else {
                for value in content {
                    guard let scalar = Unicode.Scalar(value) else { throw fault("half a surrogate pair") }
                    text.unicodeScalars.append(scalar)
                }
            }
            skip()
            guard let next = peek, next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") else { break }
        }
        return isBytes == true ? .bytes(data) : .string(text)
    }

    private mutating func quoted(raw: Bool, isBytes: Bool) throws(PythonLiteralError) -> [UInt32] {
        guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw fault("expected a quote") }
        let isTriple = place + 2 < bytes.count && bytes[place + 1] == quote && bytes[place + 2] == quote
        place += isTriple ? 3 : 1
        var content: [UInt32] = []
        while let byte = peek {
            if byte == quote, !isTriple || (place + 2 < bytes.count && bytes[place + 1] == quote && bytes[place + 2] == quote) {
                place += isTriple ? 3 : 1
                return content
            }
            if byte == UInt8(ascii: "\n"), !isTriple { throw fault("a line ends within a string") }
            if byte == UInt8(ascii: "\\") {
                place += 1
                if raw { content += [0x5C, try scalar()] } else { try escape(isBytes, &content) }
            } else {
                content.append(try scalar())
            }
        }
        throw fault("a string without an end")
    }

    /// The next scalar of the source.
    private mutating func scalar() throws(PythonLiteralError) -> UInt32 {
        guard let byte = peek else { throw fault("a string without an end") }
        if byte < 0x80 {
            place += 1
            return UInt32(byte)
        }
        let count = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        let end = min(bytes.count, place + count)
        guard let scalar = String(decoding: bytes[place..<end], as: UTF8.self).unicodeScalars.first else { throw fault("no text") }
        place = end
        return scalar.value
    }

    private static let simple: [UInt8: UInt32] = [
        0x6E: 10, 0x74: 9, 0x72: 13, 0x61: 7, 0x62: 8, 0x66: 12, 0x76: 11, 0x5C: 0x5C, 0x27: 0x27, 0x22: 0x22,
    ]

    private mutating func escape(_ isBytes: Bool, _ content: inout [UInt32]) throws(PythonLiteralError) {
        guard let byte = peek else { throw fault("a string without an end") }
        if byte == UInt8(ascii: "\n") {
            place += 1
        } else if let value = Self.simple[byte] {
            place += 1
            content.append(value)
        } else if (0x30...0x37).contains(byte) {
            var value: UInt32 = 0
            for _ in 0..<3 { if let digit = peek, (0x30...0x37).contains(digit) { value = value * 8 + UInt32(digit - 0x30); place += 1 } }
            content.append(value)
        } else if let width = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][byte], byte == UInt8(ascii: "x") || !isBytes {
            guard place + width < bytes.count,
                let value = UInt32(String(decoding: bytes[(place + 1)...(place + width)], as: UTF8.self), radix: 16)
            else { throw fault("a broken escape") }
            place += 1 + width
            content.append(value)
        } else if byte == UInt8(ascii: "N"), !isBytes {
            throw fault("\\N{…} is not read")
        } else {
            content.append(0x5C)
            content.append(try scalar())
        }
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }
    private var character: String { peek.map { String(decoding: [$0], as: UTF8.self) } ?? "the end" }

    private mutating func take(_ character: Character) -> Bool {
        guard let byte = character.asciiValue, peek == byte else { return false }
        place += 1
        return true
    }

    private mutating func skip() {
        while let byte = peek {
            if [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                place += 1
            } else {
                break
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    private func fault(_ problem: String) -> PythonLiteralError { PythonLiteralError(offset: place, problem: problem) }
}
