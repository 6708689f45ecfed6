public import Foundation

/// Data too large to ship: the folder `$AUTODIDACT_SHARED_DATA`, or `shared/data` beside the checkout. Tests that
/// need it are skipped, with one line that says so, where it is absent.
public enum SharedData {
    /// The folder, where it exists.
    public static let root: URL? = {
        let named = ProcessInfo.processInfo.environment["AUTODIDACT_SHARED_DATA"].map { URL(filePath: $0) }
        let folder = named ?? Checkout.root.deletingLastPathComponent().appending(path: "shared/data")
        if FileManager.default.fileExists(atPath: folder.path) { return folder }
        print("shared data not found (set AUTODIDACT_SHARED_DATA); the tests that need it are skipped")
        return nil
    }()

    /// A file or folder under the root, where it exists.
    public static func file(_ path: String) -> URL? {
        guard let url = root?.appending(path: path), FileManager.default.fileExists(atPath: url.path) else { return nil }
        return url
    }

    public static func has(_ path: String) -> Bool { file(path) != nil }

    /// The file or folder `path`.
    /// - Throws: `CocoaError(.fileNoSuchFile)` where it is absent.
    public static func url(_ path: String) throws -> URL {
        guard let url = file(path) else { throw CocoaError(.fileNoSuchFile) }
        return url
    }
}
