import Foundation

/// Public data sets that are not part of the repository: the folder `$AUTODIDACT_DATA`. Tests that need
/// one are skipped where it is absent.
enum SharedData {
    static func file(_ path: String) -> URL? {
        guard let root = ProcessInfo.processInfo.environment["AUTODIDACT_DATA"] else { return nil }
        let url = URL(filePath: root).appending(path: path)
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }

    static func has(_ path: String) -> Bool { file(path) != nil }
}
