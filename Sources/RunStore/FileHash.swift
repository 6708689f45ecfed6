import Crypto
public import Foundation

/// SHA-256, as 64 lower-case hexadecimal digits.
public enum FileHash {
    public static func sha256(of data: Data) -> String {
        hexadecimal(SHA256.hash(data: data))
    }

    /// Reads the file a mebibyte at a time.
    public static func sha256(ofFile url: URL) throws(RunStoreError) -> String {
        do {
            let file = try FileHandle(forReadingFrom: url)
            defer { close(file.fileDescriptor) }
            var hash = SHA256()
            while let data = try file.read(upToCount: 1 << 20), !data.isEmpty { hash.update(data: data) }
            return hexadecimal(hash.finalize())
        } catch {
            throw .file(operation: "read", path: url.path, code: DurableFiles.code(of: error))
        }
    }

    /// SHA-256 over the names and hashes of a model folder's own files: configuration, tokenizer, weights.
    public static func sha256(ofModel folder: URL) throws(RunStoreError) -> String {
        let kinds = ["json", "safetensors", "jinja", "txt", "model"]
        var lines = ""
        for name in try DurableFiles.names(in: folder) where kinds.contains((name as NSString).pathExtension) {
            lines += "\(name) \(try sha256(ofFile: folder.appendingPathComponent(name)))\n"
        }
        return sha256(of: Data(lines.utf8))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
