public import Foundation

/// One line of `runs ls`. What the run did not store is `nil`.
public struct RunSummary: Sendable, Codable, Hashable {
    public var name: String
    public var method: String
    public var status: RunStatus
    public var created: Date
    public var lastStep: Int?
    /// Mean training reward of the last step that has one.
    public var reward: Double?
    /// Held-out accuracy before and after training.
    public var before: Double?
    public var after: Double?
    public var checkpoints: Int
    public var bytes: UInt64
    public var path: String

    enum CodingKeys: String, CodingKey {
        case name, method, status, created
        case lastStep = "last_step"
        case reward, before, after, checkpoints, bytes, path
    }

    static func bytes(below url: URL) throws(RunStoreError) -> UInt64 {
        var total: UInt64 = 0
        for name in try DurableFiles.names(in: url) {
            let place = url.appendingPathComponent(name)
            var information = stat()
            // A running writer may rename things meanwhile; what is gone counts nothing.
            guard lstat(place.path, &information) == 0 else { continue }
            switch information.st_mode & S_IFMT {
            case S_IFREG: total += UInt64(information.st_size)
            case S_IFDIR: total += try bytes(below: place)
            default: continue
            }
        }
        return total
    }
}
