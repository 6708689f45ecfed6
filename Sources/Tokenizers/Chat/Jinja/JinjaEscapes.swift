/// The text of a string literal, with Python's escapes. An unknown escape stays as it is.
func unescaped(
    _ literal: ArraySlice<Unicode.Scalar>, line: Int
) throws(ChatTemplateError) -> String {
    var text = String.UnicodeScalarView()
    var index = literal.startIndex
    while index < literal.endIndex {
        let scalar = literal[index]
        index += 1
        guard scalar == "\\", index < literal.endIndex else {
            text.append(scalar)
            continue
        }
        let escape = literal[index]
        index += 1
        switch escape {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        case "b": text.append("\u{08}")
        case "f": text.append("\u{0C}")
        case "v": text.append("\u{0B}")
        case "a": text.append("\u{07}")
        case "\\", "'", "\"": text.append(escape)
        case "\n": break
        case "x": text.append(try hexadecimal(literal, &index, digits: 2, line: line))
        case "u": text.append(try hexadecimal(literal, &index, digits: 4, line: line))
        case "U": text.append(try hexadecimal(literal, &index, digits: 8, line: line))
        case "0"..."7":
            var value = escape.value - 0x30
            var count = 1
            while count < 3, index < literal.endIndex, ("0"..."7").contains(literal[index]) {
                value = value * 8 + literal[index].value - 0x30
                index += 1
                count += 1
            }
            text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        case "N":
            throw .unsupported(line: line, construct: "the escape \\N{…}", supported: "\\uXXXX")
        default:
            text.append("\\")
            text.append(escape)
        }
    }
    return String(text)
}

private func hexadecimal(
    _ literal: ArraySlice<Unicode.Scalar>, _ index: inout Int, digits: Int, line: Int
) throws(ChatTemplateError) -> Unicode.Scalar {
    var value: UInt32 = 0
    for _ in 0..<digits {
        guard index < literal.endIndex, let digit = Character(literal[index]).hexDigitValue else {
            throw .syntax(line: line, problem: "an escape needs \(digits) hexadecimal digits")
        }
        value = value << 4 | UInt32(digit)
        index += 1
    }
    guard let scalar = Unicode.Scalar(value) else {
        throw .syntax(line: line, problem: "an escape names no character")
    }
    return scalar
}
