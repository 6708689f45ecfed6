/// The few wire types an event file needs (protobuf.dev/programming-guides/encoding).
struct ProtobufMessage {
    private(set) var bytes: [UInt8] = []

    mutating func append(field: UInt8, varint value: UInt64) {
        bytes.append(field << 3)
        appendVarint(value)
    }

    mutating func append(field: UInt8, _ value: Double) {
        bytes.append(field << 3 | 1)
        bytes += Self.littleEndian(value.bitPattern)
    }

    mutating func append(field: UInt8, _ value: Float) {
        bytes.append(field << 3 | 5)
        bytes += Self.littleEndian(value.bitPattern)
    }

    mutating func append(field: UInt8, _ text: String) {
        append(field: field, Array(text.utf8))
    }

    mutating func append(field: UInt8, _ message: ProtobufMessage) {
        append(field: field, message.bytes)
    }

    private mutating func append(field: UInt8, _ content: [UInt8]) {
        bytes.append(field << 3 | 2)
        appendVarint(UInt64(content.count))
        bytes += content
    }

    /// Seven bits a byte, lowest first, the top bit set on all but the last.
    private mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    static func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
