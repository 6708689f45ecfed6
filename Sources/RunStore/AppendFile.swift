import Foundation
import Synchronization

/// A file that only grows, one whole piece at a time: a piece that does not fit is taken back.
final class AppendFile: Sendable {
    let url: URL
    private let descriptor: Mutex<Int32>

    /// - Parameter repairingLines: cuts what follows the last newline, the trace of a torn write.
    init(_ url: URL, repairingLines: Bool = false) throws(RunStoreError) {
        let opened = open(url.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw DurableFiles.failure("open", url) }
        self.url = url
        descriptor = Mutex(opened)
        if repairingLines { try cutTornLine() }
    }

    deinit {
        descriptor.withLock { _ = close($0) }
    }

    func append(_ data: Data) throws(RunStoreError) {
        try descriptor.withLock { (descriptor: inout Int32) throws(RunStoreError) in
            let size = lseek(descriptor, 0, SEEK_END)
            do throws(RunStoreError) {
                try DurableFiles.writeAll(data, to: descriptor, of: url)
            } catch {
                if size >= 0 { ftruncate(descriptor, size) }
                throw error
            }
        }
    }

    func synchronise() throws(RunStoreError) {
        try descriptor.withLock { (descriptor: inout Int32) throws(RunStoreError) in
            guard fsync(descriptor) == 0 else { throw DurableFiles.failure("flush", url) }
        }
    }

    /// Replaces the whole contents, atomically, and goes on appending to the new file.
    func replace(with data: Data) throws(RunStoreError) {
        try descriptor.withLock { (descriptor: inout Int32) throws(RunStoreError) in
            try DurableFiles.write(data, to: url)
            let opened = open(url.path, O_RDWR | O_APPEND | O_CLOEXEC)
            guard opened >= 0 else { throw DurableFiles.failure("open", url) }
            close(descriptor)
            descriptor = opened
        }
    }

    private func cutTornLine() throws(RunStoreError) {
        let data = try DurableFiles.read(url)
        guard let last = data.last, last != UInt8(ascii: "\n") else { return }
        let whole = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        try descriptor.withLock { (descriptor: inout Int32) throws(RunStoreError) in
            guard ftruncate(descriptor, off_t(whole)) == 0 else { throw DurableFiles.failure("mend", url) }
        }
    }
}
