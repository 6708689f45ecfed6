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
        guard FileManager.default.createFile(atPath: temporary.path, contents: nil),
            let file = FileHandle(forWritingAtPath: temporary.path)
        else {
            throw SafetensorsError.write(path: url.path, reason: "cannot create a file in \(url.deletingLastPathComponent().path)")
        }
        do {
            try file.write(contentsOf: withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) })
            try file.write(contentsOf: json)
            for (_, tensor) in tensors { try file.write(contentsOf: Data(try tensor.bytes())) }
            try file.synchronize()
            try file.close()
            guard rename(temporary.path, url.path) == 0 else {
                throw SafetensorsError.write(path: url.path, reason: String(cString: strerror(errno)))
            }
        } catch {
            unlink(temporary.path)
            if error is TorchError || error is SafetensorsError { throw error }
            throw SafetensorsError.write(path: url.path, reason: "\(error.localizedDescription)")
        }
    }
}
