import Foundation

/// File operations that happen whole or not at all, and are on the disk when they return.
enum DurableFiles {
    /// Replaces the file at `url`: a temporary neighbour is written, fsynced and renamed over it.
    static func write(_ data: Data, to url: URL) throws(RunStoreError) {
        let temporary = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent).\(getpid()).new")
        let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("write", url) }
        do throws(RunStoreError) {
            defer { close(descriptor) }
            try writeAll(data, to: descriptor, of: url)
            guard fsync(descriptor) == 0 else { throw failure("write", url) }
        } catch {
            unlink(temporary.path)
            throw error
        }
        do throws(RunStoreError) {
            try rename(temporary, to: url)
        } catch {
            unlink(temporary.path)
            throw error
        }
    }

    /// Renames and fsyncs the folder it happened in.
    static func rename(_ source: URL, to destination: URL) throws(RunStoreError) {
        guard Foundation.rename(source.path, destination.path) == 0 else {
            throw failure("rename \(source.lastPathComponent) to", destination)
        }
        try synchronise(destination.deletingLastPathComponent())
    }

    static func writeAll(_ data: Data, to descriptor: Int32, of url: URL) throws(RunStoreError) {
        var failed: Int32 = 0
        data.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let written = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start)
                if written > 0 {
                    start += written
                } else if errno != EINTR {
                    failed = written < 0 ? errno : ENOSPC
                    return
                }
            }
        }
        guard failed == 0 else { throw .file(operation: "write", path: url.path, code: failed) }
    }

    /// Fsyncs one file or one folder.
    static func synchronise(_ url: URL) throws(RunStoreError) {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", url) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("flush", url) }
    }

    /// Makes the folder and those above it; it may exist already.
    static func createDirectory(_ url: URL) throws(RunStoreError) {
        if mkdir(url.path, 0o755) == 0 { return }
        switch errno {
        case EEXIST: return
        case ENOENT where url.path != "/" && !url.path.isEmpty:
            try createDirectory(url.deletingLastPathComponent())
            guard mkdir(url.path, 0o755) == 0 || errno == EEXIST else { throw failure("make the folder", url) }
        default: throw failure("make the folder", url)
        }
    }

    /// Renames the folder out of sight first, so that a kill in the middle leaves nothing that looks whole.
    static func removeDirectory(_ url: URL) throws(RunStoreError) {
        let hidden = url.deletingLastPathComponent().appendingPathComponent(".deleting-\(url.lastPathComponent)")
        if exists(hidden) { try removeTree(hidden) }
        try rename(url, to: hidden)
        try removeTree(hidden)
    }

    static func removeTree(_ url: URL) throws(RunStoreError) {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            throw .file(operation: "delete", path: url.path, code: code(of: error))
        }
    }

    static func read(_ url: URL) throws(RunStoreError) -> Data {
        do {
            return try Data(contentsOf: url)
        } catch {
            throw .file(operation: "read", path: url.path, code: code(of: error))
        }
    }

    /// The names in a folder, sorted.
    static func names(in url: URL) throws(RunStoreError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
        } catch {
            throw .file(operation: "list", path: url.path, code: code(of: error))
        }
    }

    static func exists(_ url: URL) -> Bool {
        FileManager.default.fileExists(atPath: url.path)
    }

    static func isDirectory(_ url: URL) -> Bool {
        var information = stat()
        return lstat(url.path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    static func failure(_ operation: String, _ url: URL) -> RunStoreError {
        .file(operation: operation, path: url.path, code: errno)
    }

    /// The `errno` under a Foundation error.
    static func code(of error: any Error) -> Int32 {
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return Int32(error.code) }
        if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError { return code(of: inner) }
        return switch error.code {
        case CocoaError.fileReadNoSuchFile.rawValue, CocoaError.fileNoSuchFile.rawValue: ENOENT
        case CocoaError.fileReadNoPermission.rawValue, CocoaError.fileWriteNoPermission.rawValue: EACCES
        case CocoaError.fileWriteOutOfSpace.rawValue: ENOSPC
        case CocoaError.fileWriteVolumeReadOnly.rawValue: EROFS
        default: EIO
        }
    }
}
