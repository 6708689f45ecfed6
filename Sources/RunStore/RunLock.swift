import Foundation

/// One writer a run: an advisory lock the system drops when its process ends, however it ends.
final class RunLock: Sendable {
    private let descriptor: Int32

    convenience init(_ directory: RunDirectory) throws(RunStoreError) {
        try self.init(directory.lockFile, of: directory.url)
    }

    /// - Parameter folder: what the lock file stands for, named in errors.
    init(_ file: URL, of folder: URL) throws(RunStoreError) {
        let opened = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw DurableFiles.failure("open", file) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(opened)
            if code == EWOULDBLOCK { throw .runInUse(path: folder.path) }
            throw .file(operation: "lock", path: file.path, code: code)
        }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Whether some process writes to this run now.
    static func isHeld(_ directory: RunDirectory) -> Bool {
        let opened = open(directory.lockFile.path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { return false }
        defer { close(opened) }
        return flock(opened, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }
}
