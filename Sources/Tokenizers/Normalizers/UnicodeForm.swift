import Foundation

/// The four normalization forms of Unicode (UAX #15).
enum UnicodeForm: Sendable, Equatable {
    case nfc, nfd, nfkc, nfkd

    /// ASCII stands as it is in every form and never joins what precedes it, so
    /// only runs of other characters are looked at, each with the one before it,
    /// which a combining mark may join.
    func normalize(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var copied = 0
        var position = 0
        while position < text.count {
            guard text[position] >= 0x80 else {
                position += 1
                continue
            }
            let start = max(position - 1, copied)
            while position < text.count, text[position] >= 0x80 { position += 1 }
            let run = text[start..<position]
            guard !leavesAlone(run) else { continue }
            result.append(contentsOf: text[copied..<start])
            result.append(contentsOf: mapped(String(decoding: run, as: UTF8.self)).utf8)
            copied = position
        }
        guard copied > 0 else { return text }
        result.append(contentsOf: text[copied...])
        return result
    }

    /// True where NFC surely changes nothing.
    private func leavesAlone(_ run: ArraySlice<UInt8>) -> Bool {
        guard self == .nfc else { return false }
        var position = run.startIndex
        while position < run.endIndex {
            let length = utf8Length(leading: run[position])
            guard position + length <= run.endIndex else { return false }
            var scalar = UInt32(run[position]) & (length == 1 ? 0x7F : 0xFF >> UInt32(length + 1))
            for offset in 1..<max(length, 1) { scalar = scalar << 6 | UInt32(run[position + offset] & 0x3F) }
            guard Self.isInert(scalar) else { return false }
            position += length
        }
        return true
    }

    /// Characters that NFC neither changes nor joins to one another: common
    /// letters, punctuation, arrows and operators, kana, Han, Hangul, emoji.
    private static func isInert(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x300, 0x400...0x482, 0x48A...0x52F, 0x5D0...0x5EA, 0x2010...0x2027, 0x2030...0x205E,
            0x2190...0x22FF, 0x3001...0x3029, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF,
            0xAC00...0xD7A3, 0xFF01...0xFF60, 0x1F300...0x1FAFF:
            true
        default: false
        }
    }

    private func mapped(_ text: String) -> String {
        switch self {
        case .nfc: withComposedHangul(text.precomposedStringWithCanonicalMapping)
        case .nfd: text.decomposedStringWithCanonicalMapping
        // In two steps, because Foundation's own leaves some marks in the wrong order.
        case .nfkc: UnicodeForm.nfc.mapped(text.decomposedStringWithCompatibilityMapping)
        case .nfkd: text.decomposedStringWithCompatibilityMapping
        }
    }
}

/// Joins a Hangul syllable without a final consonant and the final consonant
/// after it (Unicode 3.12), which Foundation on Linux leaves apart.
private func withComposedHangul(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { (0x11A8...0x11C2).contains($0.value) }) else { return text }
    var composed = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
        if let previous = last, (0xAC00...0xD7A3).contains(previous.value), (previous.value - 0xAC00) % 28 == 0,
            (0x11A8...0x11C2).contains(scalar.value),
            let syllable = Unicode.Scalar(previous.value + scalar.value - 0x11A7)
        {
            composed.removeLast()
            composed.append(syllable)
            last = syllable
        } else {
            composed.append(scalar)
            last = scalar
        }
    }
    return String(composed)
}
