import Foundation

/// A dictionary as Python's `marshal` reads it: for one that is read by code in C, at once, and touches few pages.
struct MarshalledDictionary {
    enum Value {
        case none
        case bool(Bool)
        case integer(Int32)
        case float(Double)
        case string(String)
        case bytes([UInt8])
        case list([Value])
        case tuple([Value])
        case dictionary([(Value, Value)])

        static func strings(_ texts: [String]) -> Value { .list(texts.map(Value.string)) }
    }

    private var entries = Data("{".utf8)

    mutating func set(_ value: Value, for name: String) {
        Self.append(.string(name), to: &entries)
        Self.append(value, to: &entries)
    }

    var data: Data { entries + Data("0".utf8) }

    private static func append(_ value: Value, to data: inout Data) {
        func begin(_ type: Unicode.Scalar, _ count: Int) {
            data.append(UInt8(ascii: type))
            data.append(littleEndian: UInt32(clamping: count))
        }
        switch value {
        case .none: data.append(UInt8(ascii: "N"))
        case .bool(let value): data.append(UInt8(ascii: value ? "T" : "F"))
        case .integer(let number):
            data.append(UInt8(ascii: "i"))
            data.append(littleEndian: number)
        case .float(let number):
            data.append(UInt8(ascii: "g"))
            data.append(littleEndian: number.bitPattern)
        case .string(let text):
            begin("u", text.utf8.count)
            data.append(contentsOf: text.utf8)
        case .bytes(let bytes):
            begin("s", bytes.count)
            data.append(contentsOf: bytes)
        case .list(let values):
            begin("[", values.count)
            for value in values { append(value, to: &data) }
        case .tuple(let values):
            begin("(", values.count)
            for value in values { append(value, to: &data) }
        case .dictionary(let entries):
            data.append(UInt8(ascii: "{"))
            for (key, value) in entries {
                append(key, to: &data)
                append(value, to: &data)
            }
            data.append(UInt8(ascii: "0"))
        }
    }
}

extension MarshalledDictionary.Value {
    /// `nil` for what is rare (large integers, sets, keys that may not be hashed): such are read by the program's process.
    init?(_ literal: PythonLiteral) {
        switch literal {
        case .none: self = .none
        case .bool(let value): self = .bool(value)
        case .integer(let digits):
            guard let number = Int32(digits) else { return nil }
            self = .integer(number)
        case .float(let number): self = .float(number)
        case .string(let text): self = .string(text)
        case .bytes(let bytes): self = .bytes(bytes)
        case .list(let items), .tuple(let items):
            let values = items.compactMap(Self.init)
            guard values.count == items.count else { return nil }
            if case .list = literal { self = .list(values) } else { self = .tuple(values) }
        case .dictionary(let entries):
            let pairs: [(Self, Self)] = entries.compactMap { entry in
                guard let key = Self(entry.key), key.isAtom, let value = Self(entry.value) else { return nil }
                return (key, value)
            }
            guard pairs.count == entries.count else { return nil }
            self = .dictionary(pairs)
        case .complex, .set, .frozenset: return nil
        }
    }

    private var isAtom: Bool {
        switch self {
        case .list, .tuple, .dictionary: false
        default: true
        }
    }

    /// The arguments of a call, or where they are no plain tuple, their text.
    init(arguments text: String) {
        self = .string(text)
        do {
            if case .tuple(let items) = try PythonLiteral(parsing: text), let values = Self(.tuple(items)) { self = values }
        } catch {
            // Whatever is wrong with it is the call's outcome, so the program's process finds it again.
        }
    }
}
