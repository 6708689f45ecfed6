/// The 256 printable characters that byte-level models write bytes as
/// (Radford et al. 2019, `bytes_to_unicode`): printable Latin-1 as itself, the
/// rest in order from U+0100.
enum ByteAlphabet {
    /// Per byte, its character.
    static let characters: [Unicode.Scalar] = {
        var characters: [Unicode.Scalar] = []
        var shifted: UInt16 = 0x100
        for byte in UInt8.min...UInt8.max {
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: characters.append(Unicode.Scalar(byte))
            default:
                // 0x100 ... 0x143, none of them a surrogate
                characters.append(Unicode.Scalar(shifted) ?? "\u{FFFD}")
                shifted += 1
            }
        }
        return characters
    }()

    private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
        uniqueKeysWithValues: zip(characters, UInt8.min...UInt8.max))

    /// The bytes a token stands for, or nil where it has a character outside the alphabet.
    static func bytes(of token: String) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(token.utf8.count)
        for scalar in token.unicodeScalars {
            guard let byte = bytes[scalar] else { return nil }
            result.append(byte)
        }
        return result
    }

    /// The token text of some bytes.
    static func token(of bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(characters[Int(byte)]) }
        return String(text)
    }
}
