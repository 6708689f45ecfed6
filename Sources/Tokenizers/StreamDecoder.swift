/// Turns tokens into text as they arrive, holding back a character until all
/// its bytes are there.
///
/// The texts given out, joined, are what `decode` gives for all ids at once.
///
/// ```swift
/// var decoder = StreamDecoder(tokenizer)
/// for id in sampled { print(try decoder.append(id), terminator: "") }
/// print(decoder.finish())
/// ```
public struct StreamDecoder: Sendable {
    private let tokenizer: Tokenizer
    private let skipsSpecialTokens: Bool
    private let mode: Mode
    /// Byte-level: the bytes of a character that is not complete.
    private var pendingBytes: [UInt8] = []
    /// Else: the tokens last given out as context, then those not given out.
    private var window: [Int32] = []
    private var givenOut = 0

    private enum Mode {
        case byteLevel
        /// Tokens decode one by one, but runs of byte tokens together.
        case tokenwise
        /// Decoders of which we know too little to cut the text.
        case whole
    }

    public init(_ tokenizer: Tokenizer, skipSpecialTokens: Bool = false) {
        self.tokenizer = tokenizer
        skipsSpecialTokens = skipSpecialTokens
        let decoders = tokenizer.file.decoders
        if decoders == [.byteLevel] {
            mode = .byteLevel
        } else {
            mode = Self.isTokenwise(decoders) ? .tokenwise : .whole
        }
    }

    private static func isTokenwise(_ decoders: [TokenDecoder]?) -> Bool {
        var isFused = false
        for decoder in decoders ?? [] {
            switch decoder {
            case .byteLevel: return false
            case .replace, .byteFallback, .metaspace: if isFused { return false }
            case .fuse: isFused = true
            case .strip(_, _, let stop): if !isFused || stop > 0 { return false }
            }
        }
        return true
    }

    /// Takes the next token.
    /// - Returns: the text that is now certain; often one token's, at times empty.
    /// - Throws: `idOutOfVocabulary`.
    public mutating func append(_ id: Int32) throws(TokenizerError) -> String {
        try tokenizer.check(id)
        if skipsSpecialTokens, tokenizer.isSpecial(id) { return "" }
        switch mode {
        case .byteLevel:
            tokenizer.appendRawBytes(of: id, to: &pendingBytes)
            let complete = pendingBytes.count - incompleteTailLength(pendingBytes)
            let text = String(decoding: pendingBytes[..<complete], as: UTF8.self)
            pendingBytes.removeFirst(complete)
            return text
        case .tokenwise:
            window.append(id)
            guard fallbackByte(of: Array(tokenizer.file.tokens.token(Int(id)) ?? [])) == nil else { return "" }
            return giveOut()
        case .whole:
            window.append(id)
            return ""
        }
    }

    /// The text of what is left, with U+FFFD for a character cut off. The decoder starts afresh.
    public mutating func finish() -> String {
        let text = mode == .byteLevel ? String(decoding: pendingBytes, as: UTF8.self) : giveOut()
        pendingBytes = []
        window = []
        givenOut = 0
        return text
    }

    private mutating func giveOut() -> String {
        let before = tokenizer.text(of: Array(window[..<givenOut]))
        let all = tokenizer.text(of: window)
        window.removeFirst(givenOut)
        givenOut = window.count
        return String(decoding: all.utf8.dropFirst(before.utf8.count), as: UTF8.self)
    }
}

/// The length of the beginning of a character that `bytes` ends with, 0 to 3.
func incompleteTailLength(_ bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
        let lead = bytes[bytes.count - length]
        if lead & 0xC0 == 0x80 { continue }
        guard lead >= 0xC2, lead <= 0xF4, utf8Length(leading: lead) > length else { return 0 }
        guard length > 1 else { return 1 }
        // The second byte says at once whether a character can still come of it.
        let second = bytes[bytes.count - length + 1]
        switch lead {
        case 0xE0: return second >= 0xA0 ? length : 0
        case 0xED: return second < 0xA0 ? length : 0
        case 0xF0: return second >= 0x90 ? length : 0
        case 0xF4: return second < 0x90 ? length : 0
        default: return length
        }
    }
    return 0
}
