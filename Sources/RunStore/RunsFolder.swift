public import Foundation

/// `runs/`: all runs of a workspace, for `runs ls`, `show`, `rm` and `export`.
public struct RunsFolder: Sendable {
    public let url: URL

    public init(_ url: URL) {
        self.url = url.standardizedFileURL
    }

    /// The names of the runs, sorted; other folders are passed over.
    public func names() throws(RunStoreError) -> [String] {
        guard DurableFiles.exists(url) else { return [] }
        return try DurableFiles.names(in: url).filter { name in
            !name.hasPrefix(".") && DurableFiles.exists(url.appendingPathComponent("\(name)/run.json"))
        }
    }

    /// Newest first. Runs that cannot be read come back with why, and hide no other.
    public func list() throws(RunStoreError) -> (runs: [RunSummary], unreadable: [(name: String, error: RunStoreError)])
    {
        var runs: [RunSummary] = []
        var unreadable: [(name: String, error: RunStoreError)] = []
        for name in try names() {
            do throws(RunStoreError) {
                runs.append(try reader(named: name).summary())
            } catch {
                unreadable.append((name, error))
            }
        }
        return (runs.sorted { ($0.created, $0.name) > ($1.created, $1.name) }, unreadable)
    }

    public func directory(named name: String) throws(RunStoreError) -> RunDirectory {
        try RunDirectory.checkName(name)
        let place = url.appendingPathComponent(name, isDirectory: true)
        guard DurableFiles.exists(place.appendingPathComponent("run.json")) else {
            let start = name.prefix(3).lowercased()
            let nearest = try names().filter { $0.lowercased().hasPrefix(start) }.prefix(3)
            throw .noSuchRun(name: name, folder: url.path, nearest: Array(nearest))
        }
        return try RunDirectory(opening: place)
    }

    public func reader(named name: String) throws(RunStoreError) -> RunReader {
        try RunReader(directory(named: name))
    }

    /// Deletes a run, unless some process writes to it.
    public func remove(named name: String) throws(RunStoreError) {
        let directory = try directory(named: name)
        let lock = try RunLock(directory)
        try withExtendedLifetime(lock) { () throws(RunStoreError) in
            try DurableFiles.removeDirectory(directory.url)
        }
    }
}
