/// One step on the way from tokens back to text. Steps map a list of texts to
/// a list of texts; what is left is joined.
enum TokenDecoder: Sendable, Equatable {
    /// All tokens become one text: characters of the byte alphabet are bytes again.
    case byteLevel
    case replace([UInt8], with: [UInt8])
    /// Runs of `<0xXX>` become text; a run that is not UTF-8 becomes one U+FFFD per byte.
    case byteFallback
    case fuse
    /// Up to `start` and `stop` copies of a character off the ends of each text.
    case strip([UInt8], start: Int, stop: Int)
    case metaspace(mark: [UInt8], dropsFirst: Bool)

    func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
        switch self {
        case .byteLevel:
            let bytes = tokens.flatMap(byteLevelBytes)
            return [Array(String(decoding: bytes, as: UTF8.self).utf8)]
        case .replace(let pattern, let replacement):
            return tokens.map { replacingBytes($0, pattern, with: replacement) }
        case .byteFallback: return joinByteRuns(tokens)
        case .fuse: return [joinedBytes(tokens)]
        case .strip(let character, let start, let stop):
            return tokens.map { stripEnds($0, character, start: start, stop: stop) }
        case .metaspace(let mark, let dropsFirst):
            return tokens.enumerated().map { index, token in
                replacingBytes(token, mark, with: index == 0 && dropsFirst ? [] : [0x20])
            }
        }
    }
}

/// The bytes a token of a byte-level model stands for. A token with a character
/// outside the alphabet, such as an added one, stands for itself.
func byteLevelBytes(of token: [UInt8]) -> [UInt8] {
    ByteAlphabet.bytes(of: String(decoding: token, as: UTF8.self)) ?? token
}

/// The byte of `<0xXX>`.
func fallbackByte(of token: [UInt8]) -> UInt8? {
    guard token.count == 6, token[0] == UInt8(ascii: "<"), token[1] == UInt8(ascii: "0"),
        token[2] == UInt8(ascii: "x"), token[5] == UInt8(ascii: ">"),
        let high = Character(Unicode.Scalar(token[3])).hexDigitValue,
        let low = Character(Unicode.Scalar(token[4])).hexDigitValue
    else { return nil }
    return UInt8(high << 4 | low)
}

func joinedBytes(_ texts: [[UInt8]]) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(texts.reduce(0) { $0 + $1.count })
    for text in texts { joined.append(contentsOf: text) }
    return joined
}

/// The bytes themselves where they are UTF-8, else one U+FFFD for each.
func textOfByteRun(_ run: [UInt8]) -> [UInt8] {
    if String(validating: run, as: UTF8.self) != nil { return run }
    return Array(String(repeating: "\u{FFFD}", count: run.count).utf8)
}

private func joinByteRuns(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    var run: [UInt8] = []
    func flush() {
        guard !run.isEmpty else { return }
        texts.append(textOfByteRun(run))
        run.removeAll()
    }
    for token in tokens {
        if let byte = fallbackByte(of: token) {
            run.append(byte)
        } else {
            flush()
            texts.append(token)
        }
    }
    flush()
    return texts
}

private func stripEnds(_ text: [UInt8], _ character: [UInt8], start: Int, stop: Int) -> [UInt8] {
    var rest = text[...]
    for _ in 0..<start where rest.starts(with: character) { rest.removeFirst(character.count) }
    for _ in 0..<stop where rest.count >= character.count && rest.suffix(character.count).elementsEqual(character) {
        rest.removeLast(character.count)
    }
    return Array(rest)
}
