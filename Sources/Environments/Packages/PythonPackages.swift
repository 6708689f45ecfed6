import Foundation

/// Packages of Python that `scripts/setup` puts into a folder of `.deps`.
struct PythonPackages: Sendable {
    /// In `.deps`.
    var folder: String
    /// A package that is in it where all are.
    var module: String
    /// Of the environment; names another folder.
    var variable: String

    func installed() -> URL? { places().first(where: holdsPackages) }

    func holdsPackages(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "\(module)/__init__.py").path)
    }

    /// What the variable names, else `.deps` in a folder above the executable or the working folder.
    func places() -> [URL] {
        if let named = ProcessInfo.processInfo.environment[variable] { return [URL(filePath: named)] }
        var places: [URL] = []
        let starts = [Bundle.main.executableURL?.deletingLastPathComponent(), URL(filePath: FileManager.default.currentDirectoryPath)]
        for start in starts.compactMap({ $0?.resolvingSymlinksInPath() }) {
            var above = start
            for _ in 0..<6 {
                places.append(above.appending(path: ".deps/\(folder)"))
                guard above.path != "/" else { break }
                above = above.deletingLastPathComponent()
            }
        }
        return places.map { $0.resolvingSymlinksInPath() }
    }
}
