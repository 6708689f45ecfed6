public import Foundation

/// Writes tensors to one safetensors file, through a temporary name, synced before it is renamed.
public enum SafetensorsWriter {
    /// - Parameters:
    ///   - tensors: written in the order given; names must be distinct.
    ///   - metadata: strings only, as the format asks.
    /// - Throws: `SafetensorsError.write`, `TorchError`; nothing is left at `url` then.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = ["format": "pt"], to url: URL
    ) throws {
        var header: [String: Any] = ["__metadata__": metadata]
        var offset = 0
        for (name, tensor) in tensors {
            let bytes = tensor.count * tensor.dtype.size
            header[name] = [
                "dtype": tensor.dtype.safetensorsName, "shape": tensor.shape, "data_offsets": [offset, offset + bytes],
            ] as [String: Any]
            offset += bytes
        }
        var json = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        // The data starts on an 8-byte boundary.
        json.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8))
        let temporary = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).partial")
        let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SafetensorsError.write(path: url.path, code: errno) }
        do {
            defer { close(descriptor) }
            func write(_ bytes: UnsafeRawBufferPointer) throws {
                var rest = bytes[...]
                while !rest.isEmpty {
                    let written = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if written < 0, errno == EINTR { continue }
                    guard written > 0 else { throw SafetensorsError.write(path: url.path, code: written < 0 ? errno : ENOSPC) }
                    rest = rest.dropFirst(written)
                }
            }
            try withUnsafeBytes(of: UInt64(json.count).littleEndian, write)
            try json.withUnsafeBytes(write)
            for (_, tensor) in tensors { try tensor.bytes().withUnsafeBytes(write) }
            guard fsync(descriptor) == 0 else { throw SafetensorsError.write(path: url.path, code: errno) }
        } catch {
            unlink(temporary.path)
            throw error
        }
        guard rename(temporary.path, url.path) == 0 else {
            let code = errno
            unlink(temporary.path)
            throw SafetensorsError.write(path: url.path, code: code)
        }
    }
}
