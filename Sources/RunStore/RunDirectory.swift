public import Foundation

/// The folder of one run, and where each thing lies in it.
///
/// A folder appears whole or not at all: it is made under a hidden name and renamed.
public struct RunDirectory: Sendable, Hashable {
    public let url: URL

    public var name: String { url.lastPathComponent }
    public var recipe: URL { url.appendingPathComponent("recipe.yaml") }
    public var resolvedRecipe: URL { url.appendingPathComponent("recipe.resolved.yaml") }
    public var manifestFile: URL { url.appendingPathComponent("run.json") }
    public var metrics: URL { url.appendingPathComponent("metrics.jsonl") }
    public var tensorBoard: URL { url.appendingPathComponent("tensorboard", isDirectory: true) }
    public var rollouts: URL { url.appendingPathComponent("rollouts.sqlite") }
    public var logLines: URL { url.appendingPathComponent("log.jsonl") }
    public var logText: URL { url.appendingPathComponent("log.txt") }
    public var checkpoints: URL { url.appendingPathComponent("checkpoints", isDirectory: true) }
    /// A symbolic link to the newest checkpoint.
    public var latest: URL { url.appendingPathComponent("latest") }
    public var report: URL { url.appendingPathComponent("report.html") }
    var lockFile: URL { url.appendingPathComponent(".lock") }

    /// Opens a run that exists.
    public init(opening url: URL) throws(RunStoreError) {
        let url = url.standardizedFileURL
        self.url = url
        guard DurableFiles.exists(manifestFile) else { throw .notARun(path: url.path) }
    }

    private init(unchecked url: URL) {
        self.url = url
    }

    /// Makes `folder/manifest.name/`, which must not exist.
    ///
    /// - Parameters:
    ///   - recipe: the YAML as the user gave it, kept byte for byte.
    ///   - resolvedRecipe: the same with every default.
    public static func create(
        in folder: URL, manifest: RunManifest, recipe: Data, resolvedRecipe: Data
    ) throws(RunStoreError) -> RunDirectory {
        try checkName(manifest.name)
        let folder = folder.standardizedFileURL
        let place = folder.appendingPathComponent(manifest.name, isDirectory: true)
        try DurableFiles.createDirectory(folder)
        try removeAbandoned(in: folder)
        guard !DurableFiles.exists(place) else { throw .runExists(name: manifest.name, path: folder.path) }

        let hidden = folder.appendingPathComponent("\(creationPrefix)\(getpid())-\(manifest.name)", isDirectory: true)
        let draft = RunDirectory(unchecked: hidden)
        do throws(RunStoreError) {
            try DurableFiles.createDirectory(draft.tensorBoard)
            try DurableFiles.createDirectory(draft.checkpoints)
            try DurableFiles.write(recipe, to: draft.recipe)
            try DurableFiles.write(resolvedRecipe, to: draft.resolvedRecipe)
            try draft.write(manifest)
            // Renaming over a folder that someone filled meanwhile fails, as it should.
            try DurableFiles.rename(hidden, to: place)
        } catch {
            if DurableFiles.exists(hidden) { try DurableFiles.removeTree(hidden) }
            if case .file(_, _, ENOTEMPTY) = error { throw .runExists(name: manifest.name, path: folder.path) }
            throw error
        }
        return RunDirectory(unchecked: place)
    }

    public func manifest() throws(RunStoreError) -> RunManifest {
        struct Format: Decodable { var format: Int }
        let data = try DurableFiles.read(manifestFile)
        let format = try StoredJSON.decode(Format.self, from: data, at: manifestFile.path).format
        guard format <= RunManifest.knownFormat else {
            throw .newerFormat(path: manifestFile.path, found: format, known: RunManifest.knownFormat)
        }
        return try StoredJSON.decode(RunManifest.self, from: data, at: manifestFile.path)
    }

    public func write(_ manifest: RunManifest) throws(RunStoreError) {
        try DurableFiles.write(StoredJSON.document(manifest), to: manifestFile)
    }

    /// Replaces `report.html` or any other file of the run, whole.
    public func write(_ data: Data, to file: URL) throws(RunStoreError) {
        try DurableFiles.write(data, to: file)
    }

    public static func checkName(_ name: String) throws(RunStoreError) {
        guard let first = name.first else { throw .invalidName(name, reason: "it is empty") }
        guard name.utf8.count <= 100 else { throw .invalidName(name, reason: "it has \(name.utf8.count) bytes") }
        let letter: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard letter(first) else { throw .invalidName(name, reason: "it begins with '\(first)'") }
        if let wrong = name.first(where: { !letter($0) && !"._-".contains($0) }) {
            throw .invalidName(name, reason: "it has a '\(wrong)'")
        }
    }

    private static let creationPrefix = ".creating-"

    /// Half-made runs whose makers are dead.
    private static func removeAbandoned(in folder: URL) throws(RunStoreError) {
        for name in try DurableFiles.names(in: folder) where name.hasPrefix(creationPrefix) {
            let maker = name.dropFirst(creationPrefix.count).prefix { $0.isNumber }
            guard let process = pid_t(maker), process != getpid(), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            try DurableFiles.removeTree(folder.appendingPathComponent(name))
        }
    }
}
