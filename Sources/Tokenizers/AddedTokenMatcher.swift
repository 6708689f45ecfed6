/// Finds added tokens in text: leftmost first, the longest of those that start
/// at the same place.
struct AddedTokenMatcher: Sendable {
    /// A stretch of text: an added token, or what lies between two.
    struct Segment: Equatable {
        var range: Range<Int>
        /// Nil for the text between tokens.
        var id: Int32?
    }

    private struct Node {
        var children: [UInt8: Int32] = [:]
        var token: Int32 = -1
    }

    private var nodes = [Node()]
    private var tokens: [AddedToken] = []
    /// Per byte: some token starts with it.
    private var isFirst = [Bool](repeating: false, count: 256)

    var isEmpty: Bool { tokens.isEmpty }

    /// - Parameter contents: per token, the bytes to look for; empty ones are never found.
    init(_ tokens: [AddedToken], contents: [[UInt8]]) {
        for (token, content) in zip(tokens, contents) {
            guard let first = content.first else { continue }
            isFirst[Int(first)] = true
            var node = 0
            for byte in content {
                if let child = nodes[node].children[byte] {
                    node = Int(child)
                } else {
                    nodes.append(Node())
                    nodes[node].children[byte] = Int32(nodes.count - 1)
                    node = nodes.count - 1
                }
            }
            nodes[node].token = Int32(self.tokens.count)
            self.tokens.append(token)
        }
    }

    /// Cuts a text at its added tokens. Empty stretches are left out.
    func segments(_ text: UnsafeBufferPointer<UInt8>) -> [Segment] {
        guard !tokens.isEmpty else { return text.isEmpty ? [] : [Segment(range: 0..<text.count)] }
        var segments: [Segment] = []
        var textStart = 0
        isFirst.withUnsafeBufferPointer { isFirst in
            var position = 0
            while position < text.count {
                guard isFirst[Int(text[position])], let match = longestMatch(text, at: position) else {
                    position &+= 1
                    continue
                }
                let start = position
                position = match.end
                let token = tokens[match.token]
                if token.isSingleWord, touchesWord(text, start: start, end: match.end) { continue }
                let left = token.stripsLeft ? max(startOfSpaces(text, before: start), textStart) : start
                let right = token.stripsRight ? endOfSpaces(text, after: match.end) : match.end
                if textStart < left { segments.append(Segment(range: textStart..<left)) }
                segments.append(Segment(range: left..<right, id: token.id))
                textStart = right
                // A token may not begin inside the space another has taken.
                position = max(position, right)
            }
        }
        if textStart < text.count { segments.append(Segment(range: textStart..<text.count)) }
        return segments
    }

    private func longestMatch(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> (token: Int, end: Int)? {
        var found: (token: Int, end: Int)?
        var node = 0
        var position = start
        while position < text.count, let child = nodes[node].children[text[position]] {
            node = Int(child)
            position += 1
            if nodes[node].token >= 0 { found = (Int(nodes[node].token), position) }
        }
        return found
    }

    private func touchesWord(_ text: UnsafeBufferPointer<UInt8>, start: Int, end: Int) -> Bool {
        scalar(text, before: start).map(isWordCharacter) ?? false
            || scalar(text, after: end).map(isWordCharacter) ?? false
    }

    private func startOfSpaces(_ text: UnsafeBufferPointer<UInt8>, before start: Int) -> Int {
        var start = start
        while let scalar = scalar(text, before: start), scalar.properties.isWhitespace {
            start -= UTF8.width(scalar)
        }
        return start
    }

    private func endOfSpaces(_ text: UnsafeBufferPointer<UInt8>, after end: Int) -> Int {
        var end = end
        while let scalar = scalar(text, after: end), scalar.properties.isWhitespace {
            end += UTF8.width(scalar)
        }
        return end
    }

    private func scalar(_ text: UnsafeBufferPointer<UInt8>, after end: Int) -> Unicode.Scalar? {
        String(decoding: text[end..<min(end + 4, text.count)], as: UTF8.self).unicodeScalars.first
    }

    private func scalar(_ text: UnsafeBufferPointer<UInt8>, before start: Int) -> Unicode.Scalar? {
        var first = start - 1
        while first > 0, text[first] & 0xC0 == 0x80 { first -= 1 }
        guard first >= 0 else { return nil }
        return String(decoding: text[first..<start], as: UTF8.self).unicodeScalars.first
    }
}

/// `\w`: letters, marks, decimal numbers, connectors and joiners.
private func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isAlphabetic || scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
    switch scalar.properties.generalCategory {
    case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
}
