import Foundation

extension Data {
    mutating func append(littleEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}

/// Numbers from the front of data.
struct LittleEndianReader {
    private(set) var rest: Data

    init(_ data: Data) { rest = data }

    /// `nil` where there are not as many bytes.
    mutating func next<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { return nil }
        let bytes = rest.prefix(size)
        rest = rest.dropFirst(size)
        return bytes.reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
}
