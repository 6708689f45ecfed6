import Foundation

/// A dictionary as Python's `marshal` reads it: for one that is read by code in C, at once, and touches few pages.
struct MarshalledDictionary {
    enum Value {
        case string(String)
        case list([Value])
        case `true`

        static func strings(_ texts: [String]) -> Value { .list(texts.map(Value.string)) }
    }

    private var entries = Data("{".utf8)

    subscript(name: String) -> Value {
        @available(*, unavailable) get { .true }
        set {
            Self.append(.string(name), to: &entries)
            Self.append(newValue, to: &entries)
        }
    }

    var data: Data { entries + Data("0".utf8) }

    private static func append(_ value: Value, to data: inout Data) {
        switch value {
        case .string(let text):
            data.append(UInt8(ascii: "u"))
            let bytes = Array(text.utf8)
            data.append(littleEndian: UInt32(bytes.count))
            data.append(contentsOf: bytes)
        case .list(let values):
            data.append(UInt8(ascii: "["))
            data.append(littleEndian: UInt32(values.count))
            for value in values { append(value, to: &data) }
        case .true: data.append(UInt8(ascii: "T"))
        }
    }
}

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
