import Foundation

extension String {
    /// The text that bytes are, with U+FFFD for each byte that is none. In time linear in their number, which the
    /// library's own repair of many broken bytes is not: what a program prints must not cost us more than it.
    init(lossy data: Data) {
        if let text = String(validating: data, as: UTF8.self) {
            self = text
            return
        }
        self.init(decoding: repaired(data), as: UTF8.self)
    }
}

private func repaired(_ data: Data) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(3 * data.count)
    data.withUnsafeBytes { bytes in
        var place = 0
        while place < bytes.count {
            let length = sequenceLength(bytes, at: place)
            if length > 0 {
                result.append(contentsOf: bytes[place..<place + length])
            } else {
                result.append(contentsOf: [0xEF, 0xBF, 0xBD])
            }
            place += max(1, length)
        }
    }
    return result
}

/// Of a whole and shortest sequence there; 0 where there is none (RFC 3629, §4).
private func sequenceLength(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
    let first = bytes[place]
    if first < 0x80 { return 1 }
    let (length, second): (Int, ClosedRange<UInt8>) =
        switch first {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0...0)
        }
    guard length > 0, place + length <= bytes.count, second.contains(bytes[place + 1]) else { return 0 }
    for next in stride(from: place + 2, to: place + length, by: 1) where !(0x80...0xBF).contains(bytes[next]) { return 0 }
    return length
}

extension Data {
    /// The first so many pieces that end with a newline, without it, and the last such piece; what follows the last
    /// newline is left out. A program may have written millions.
    func wholeLines(first count: Int) -> (first: [String], last: String?) {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let whole = lastNewline(bytes, before: bytes.count) else { return ([], nil) }
            var lines: [String] = []
            var place = 0
            while place <= whole, lines.count < count, let next = memchr(start + place, 10, whole + 1 - place) {
                let length = UnsafeRawPointer(next) - start - place
                lines.append(String(lossy: Data(bytes: start + place, count: length)))
                place += length + 1
            }
            let before = lastNewline(bytes, before: whole).map { $0 + 1 } ?? 0
            return (lines, String(lossy: Data(bytes: start + before, count: whole - before)))
        }
    }
}

private func lastNewline(_ bytes: UnsafeRawBufferPointer, before end: Int) -> Int? {
    var place = end - 1
    while place >= 0, bytes[place] != 10 { place -= 1 }
    return place >= 0 ? place : nil
}
