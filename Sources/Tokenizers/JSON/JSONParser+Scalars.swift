extension JSONParser {
    /// A string, `position` being at its opening quote.
    mutating func string() throws(JSONParseError) -> String {
        let start = position + 1
        var end = start
        while end < bytes.count, bytes[end] != 0x22, bytes[end] != 0x5C, bytes[end] >= 0x20 { end += 1 }
        guard end < bytes.count else { throw error("a string is not closed; is the text cut off?") }
        guard bytes[end] != 0x22 else {
            position = end + 1
            return try text(bytes[start..<end], at: start)
        }
        return try escapedString(from: start, to: end)
    }

    private mutating func escapedString(from start: Int, to firstEscape: Int) throws(JSONParseError) -> String {
        var collected = Array(bytes[start..<firstEscape])
        position = firstEscape
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x22: return try text(collected, at: start)
            case 0x5C: try escape(into: &collected)
            case ..<0x20: throw error("a control character inside a string; write it as \\u00XX", at: position - 1)
            default: collected.append(byte)
            }
        }
        throw error("a string is not closed; is the text cut off?")
    }

    private mutating func escape(into collected: inout [UInt8]) throws(JSONParseError) {
        guard position < bytes.count else { throw error("the text ends after '\\'") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(byte)
        case UInt8(ascii: "b"): collected.append(0x08)
        case UInt8(ascii: "f"): collected.append(0x0C)
        case UInt8(ascii: "n"): collected.append(0x0A)
        case UInt8(ascii: "r"): collected.append(0x0D)
        case UInt8(ascii: "t"): collected.append(0x09)
        case UInt8(ascii: "u"): collected.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw error("unknown escape '\\\(Character(Unicode.Scalar(byte)))'", at: position - 1)
        }
    }

    /// The scalar of `\uXXXX`, or of a pair of surrogates.
    private mutating func escapedScalar() throws(JSONParseError) -> Unicode.Scalar {
        let start = position
        let high = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75 else {
            throw error("half of a surrogate pair", at: start)
        }
        position += 2
        let low = try hexadecimalUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw error("half of a surrogate pair", at: start) }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONParseError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw error("the text ends inside \\uXXXX") }
        var unit: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position + offset])).hexDigitValue else {
                throw error("expected four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }

    private func text(_ units: some Sequence<UInt8>, at start: Int) throws(JSONParseError) -> String {
        guard let text = String(validating: units, as: UTF8.self) else {
            throw error("a string that is not UTF-8", at: start)
        }
        return text
    }

    mutating func number() throws(JSONParseError) -> JSONValue {
        let start = position
        var isInteger = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isInteger = false
            default: return try number(from: start, isInteger: isInteger)
            }
            position += 1
        }
        return try number(from: start, isInteger: isInteger)
    }

    private func number(from start: Int, isInteger: Bool) throws(JSONParseError) -> JSONValue {
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let integer = Int(digits) { return .integer(integer) }
        if let last = digits.utf8.last, last != UInt8(ascii: "."), let number = Double(digits), number.isFinite {
            return .number(number)
        }
        throw error(
            digits.isEmpty ? "expected a value" : "'\(digits)' is not a number", at: start)
    }
}
