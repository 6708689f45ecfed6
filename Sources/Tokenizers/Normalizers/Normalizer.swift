/// One step that rewrites text before it is cut into pieces.
enum Normalizer: Sendable, Equatable {
    case form(UnicodeForm)
    /// Text in front, where there is any text.
    case prepend([UInt8])
    case replace([UInt8], with: [UInt8])
    case strip(left: Bool, right: Bool)
    case lowercase

    func normalize(_ text: [UInt8]) -> [UInt8] {
        switch self {
        case .prepend(let prefix): return text.isEmpty ? text : prefix + text
        case .replace(let pattern, let replacement): return replacingBytes(text, pattern, with: replacement)
        case .strip(let left, let right): return stripped(text, left: left, right: right)
        case .form(let form): return form.normalize(text)
        case .lowercase:
            return mapScalars(text) { Array($0.properties.lowercaseMapping.utf8) }
        }
    }

    /// Applies all steps. Text that no step changes is not copied: the result is nil.
    static func normalize(_ text: UnsafeBufferPointer<UInt8>, by steps: [Normalizer]) -> [UInt8]? {
        guard steps.contains(where: { !$0.leavesAlone(text) }) else { return nil }
        return steps.reduce(Array(text)) { $1.normalize($0) }
    }

    /// True where the step surely changes nothing: no form changes ASCII, and
    /// NFC no character below U+0300.
    private func leavesAlone(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard case .form(let form) = self else { return false }
        let limit: UInt8 = form == .nfc ? 0xCC : 0x80
        return text.allSatisfy { $0 < limit }
    }
}

private func stripped(_ text: [UInt8], left: Bool, right: Bool) -> [UInt8] {
    var scalars = String(decoding: text, as: UTF8.self).unicodeScalars[...]
    if left { scalars = scalars.drop { $0.properties.isWhitespace } }
    if right {
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    }
    return Array(String(scalars).utf8)
}

private func mapScalars(_ text: [UInt8], _ transform: (Unicode.Scalar) -> [UInt8]) -> [UInt8] {
    String(decoding: text, as: UTF8.self).unicodeScalars.flatMap(transform)
}
