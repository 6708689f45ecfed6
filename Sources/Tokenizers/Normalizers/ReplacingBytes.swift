/// Every occurrence of `pattern`, from left to right, becomes `replacement`.
/// Text without one is given back as it is; an empty pattern occurs nowhere.
func replacingBytes(_ text: [UInt8], _ pattern: [UInt8], with replacement: [UInt8]) -> [UInt8] {
    guard let first = pattern.first, text.contains(first) else { return text }
    return text.withUnsafeBufferPointer { text in
        pattern.withUnsafeBufferPointer { pattern in
            var result: [UInt8] = []
            result.reserveCapacity(text.count + text.count / 2)
            var position = 0
            var copied = 0
            while position &+ pattern.count <= text.count {
                guard text[position] == first, occurs(pattern, in: text, at: position) else {
                    position &+= 1
                    continue
                }
                result.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<position]))
                result.append(contentsOf: replacement)
                position &+= pattern.count
                copied = position
            }
            result.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...]))
            return result
        }
    }
}

@inline(__always)
private func occurs(
    _ pattern: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, at start: Int
) -> Bool {
    var offset = 1
    while offset < pattern.count {
        if text[start &+ offset] != pattern[offset] { return false }
        offset &+= 1
    }
    return true
}
