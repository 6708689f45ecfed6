public import Foundation

/// A memory-mapped safetensors file: 8 bytes of header length, a JSON header, the data.
///
/// Format: huggingface/safetensors, README "Format". Offsets are checked against the file's size before
/// anything is read.
public final class SafetensorsReader {
    public struct Entry: Sendable, Hashable {
        public let dtype: DType
        public let shape: [Int]
        /// Bytes from the start of the data.
        public let range: Range<Int>
    }

    public let url: URL
    public let entries: [String: Entry]
    public let metadata: [String: String]
    private let data: Data
    private let dataStart: Int

    /// - Throws: `SafetensorsError`.
    public init(_ url: URL) throws {
        let path = url.path
        do {
            data = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw SafetensorsError.unreadable(path: path, reason: error.localizedDescription)
        }
        guard data.count >= 8 else { throw SafetensorsError.truncated(path: path, bytes: data.count, needed: 8) }
        let length = data.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) }
        guard length <= 100_000_000 else {
            throw SafetensorsError.header(path: path, reason: "a header of \(length) bytes; at most 100 MB are allowed")
        }
        guard data.count >= 8 + Int(length) else {
            throw SafetensorsError.truncated(path: path, bytes: data.count, needed: 8 + Int(length))
        }
        let parsed: Any
        do {
            parsed = try JSONSerialization.jsonObject(with: data.subdata(in: 8..<8 + Int(length)))
        } catch {
            throw SafetensorsError.header(path: path, reason: "its header is not JSON")
        }
        guard let header = parsed as? [String: Any] else {
            throw SafetensorsError.header(path: path, reason: "its header is not an object")
        }
        var entries: [String: Entry] = [:]
        var end = 0
        for (name, value) in header where name != "__metadata__" {
            let entry = try Self.entry(name, value, path: path)
            entries[name] = entry
            end = max(end, entry.range.upperBound)
        }
        guard data.count >= 8 + Int(length) + end else {
            throw SafetensorsError.truncated(path: path, bytes: data.count, needed: 8 + Int(length) + end)
        }
        let ordered = entries.filter { !$0.value.range.isEmpty }
            .sorted { ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key) }
        for (first, second) in zip(ordered, ordered.dropFirst())
        where second.value.range.lowerBound < first.value.range.upperBound {
            throw SafetensorsError.header(path: path, reason: "the tensors '\(first.key)' and '\(second.key)' overlap")
        }
        self.url = url
        self.entries = entries
        metadata = header["__metadata__"] as? [String: String] ?? [:]
        dataStart = 8 + Int(length)
    }

    private static func entry(_ name: String, _ value: Any, path: String) throws -> Entry {
        guard let fields = value as? [String: Any], let type = fields["dtype"] as? String,
            let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
            offsets.count == 2, offsets[0] >= 0, offsets[1] >= offsets[0], shape.allSatisfy({ $0 >= 0 })
        else {
            throw SafetensorsError.header(path: path, reason: "the entry '\(name)' lacks dtype, shape or data_offsets")
        }
        guard let dtype = DType(safetensors: type) else {
            throw SafetensorsError.unsupportedType(path: path, tensor: name, type: type)
        }
        var bytes = dtype.size
        for size in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow else { throw SafetensorsError.header(path: path, reason: "'\(name)' has the shape \(shape)") }
            bytes = product
        }
        guard bytes == offsets[1] - offsets[0] else {
            throw SafetensorsError.header(
                path: path,
                reason: "'\(name)' of \(type) \(shape) needs \(bytes) bytes, its offsets span \(offsets[1] - offsets[0])")
        }
        return Entry(dtype: dtype, shape: shape, range: offsets[0]..<offsets[1])
    }

    /// Copies tensor `name` into `destination`, converting the element type.
    public func read(_ name: String, into destination: Tensor) throws {
        guard let entry = entries[name] else { throw SafetensorsError.missing(tensor: name, path: url.path) }
        guard entry.shape == destination.shape else {
            throw SafetensorsError.shape(tensor: name, path: url.path, found: entry.shape, wanted: destination.shape)
        }
        try data.withUnsafeBytes { bytes in
            let range = dataStart + entry.range.lowerBound..<dataStart + entry.range.upperBound
            try destination.assign(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]), dtype: entry.dtype)
        }
    }

    /// A new tensor with the contents of `name`, in its stored element type.
    public func tensor(_ name: String) throws -> Tensor {
        guard let entry = entries[name] else { throw SafetensorsError.missing(tensor: name, path: url.path) }
        let tensor = try Tensor.empty(entry.shape, dtype: entry.dtype)
        try read(name, into: tensor)
        return tensor
    }
}

extension DType {
    init?(safetensors name: String) {
        switch name {
        case "F32": self = .float32
        case "F64": self = .float64
        case "F16": self = .float16
        case "BF16": self = .bfloat16
        case "I32": self = .int32
        case "I64": self = .int64
        case "U8": self = .uint8
        case "BOOL": self = .bool
        default: return nil
        }
    }

    var safetensorsName: String {
        switch self {
        case .float32: "F32"
        case .float64: "F64"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int32: "I32"
        case .int64: "I64"
        case .uint8: "U8"
        case .bool: "BOOL"
        }
    }
}
