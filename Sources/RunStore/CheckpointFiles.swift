import Foundation

/// `files.json` of a checkpoint: the size and SHA-256 of every other file in it.
struct CheckpointFiles: Codable, Equatable {
    struct File: Codable, Equatable {
        var path: String
        var size: UInt64
        var sha256: String
    }

    static let name = "files.json"

    var step: Int
    var files: [File]

    /// Reads what lies in `folder`, and fsyncs it on the way.
    init(step: Int, sealing folder: URL) throws(RunStoreError) {
        self.step = step
        files = []
        for path in try Self.contents(of: folder) {
            let url = folder.appendingPathComponent(path)
            try DurableFiles.synchronise(url)
            guard !DurableFiles.isDirectory(url) else { continue }
            files.append(File(path: path, size: try Self.size(of: url), sha256: try FileHash.sha256(ofFile: url)))
        }
        try DurableFiles.write(StoredJSON.document(self), to: folder.appendingPathComponent(Self.name))
        try DurableFiles.synchronise(folder)
    }

    /// Reads `files.json` and checks every file against it.
    init(checking folder: URL, step: Int) throws(RunStoreError) {
        let list = folder.appendingPathComponent(Self.name)
        self = try StoredJSON.decode(Self.self, from: DurableFiles.read(list), at: list.path)
        guard self.step == step else { throw .damaged(path: list.path, reason: "it was written for step \(self.step)") }
        for file in files {
            let url = folder.appendingPathComponent(file.path)
            guard DurableFiles.exists(url) else { throw .damaged(path: url.path, reason: "it is missing") }
            let size = try Self.size(of: url)
            guard size == file.size else {
                throw .damaged(path: url.path, reason: "it has \(size) bytes, not \(file.size)")
            }
            guard try FileHash.sha256(ofFile: url) == file.sha256 else {
                throw .damaged(path: url.path, reason: "its SHA-256 is not the one in \(Self.name)")
            }
        }
    }

    /// Paths below `folder`, sorted, `files.json` left out. Only files and folders may lie there.
    private static func contents(of folder: URL, below prefix: String = "") throws(RunStoreError) -> [String] {
        var paths: [String] = []
        for name in try DurableFiles.names(in: folder) where prefix + name != Self.name {
            let url = folder.appendingPathComponent(name)
            paths.append(prefix + name)
            var information = stat()
            guard lstat(url.path, &information) == 0 else { throw DurableFiles.failure("read", url) }
            switch information.st_mode & S_IFMT {
            case S_IFREG: continue
            case S_IFDIR: paths += try contents(of: url, below: prefix + name + "/")
            default: throw .damaged(path: url.path, reason: "a checkpoint holds files and folders only")
            }
        }
        return paths
    }

    private static func size(of url: URL) throws(RunStoreError) -> UInt64 {
        var information = stat()
        guard stat(url.path, &information) == 0 else { throw DurableFiles.failure("read", url) }
        return UInt64(information.st_size)
    }
}
