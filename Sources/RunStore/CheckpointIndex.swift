public import Foundation

/// One checkpoint that stands under its final name.
public struct Checkpoint: Sendable, Hashable, Codable {
    public var step: Int
    public var url: URL
}

/// `checkpoints/`: written whole or not at all, checked before use, pruned from the oldest.
///
/// A checkpoint is filled under a hidden name, sealed with `files.json`, fsynced and renamed; only then
/// does `latest` point to it. A kill at any moment leaves the ones before it as they were.
public struct CheckpointIndex: Sendable {
    /// A checkpoint that was passed over, and why.
    public struct Skipped: Sendable, Hashable {
        public var checkpoint: Checkpoint
        public var reason: String
    }

    public let folder: URL
    private let latest: URL

    /// For the run's one writer: clears away what a killed one left behind.
    public init(_ directory: RunDirectory) throws(RunStoreError) {
        self.init(reading: directory)
        try DurableFiles.createDirectory(folder)
        for name in try DurableFiles.names(in: folder) {
            let url = folder.appendingPathComponent(name)
            if name.hasPrefix(Self.replacedPrefix) {
                let original = folder.appendingPathComponent(String(name.dropFirst(Self.replacedPrefix.count)))
                // Killed between the two renames of a replacement: the old one is still the good one.
                if DurableFiles.exists(original) {
                    try DurableFiles.removeTree(url)
                } else {
                    try DurableFiles.rename(url, to: original)
                }
            } else if name.hasPrefix(".") {
                try DurableFiles.removeTree(url)
            }
        }
        try updateLatest()
    }

    /// For readers: touches nothing.
    public init(reading directory: RunDirectory) {
        folder = directory.checkpoints
        latest = directory.latest
    }

    /// Calls `body` with an empty folder to fill, then publishes it as `step-000123`.
    ///
    /// When `body` throws, its error comes through and nothing is left behind.
    @discardableResult
    public func write(step: Int, _ body: (URL) throws -> Void) throws -> Checkpoint {
        let draft = try beginDraft(step: step)
        do {
            try body(draft)
            return try publish(draft, step: step)
        } catch {
            try discard(draft)
            throw error
        }
    }

    /// The same for a body that waits for the engine; it stays on the caller's actor.
    @discardableResult
    public func write(
        step: Int, isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Void
    ) async throws -> Checkpoint {
        let draft = try beginDraft(step: step)
        do {
            try await body(draft)
            return try publish(draft, step: step)
        } catch {
            try discard(draft)
            throw error
        }
    }

    /// Oldest first, unchecked.
    public func list() throws(RunStoreError) -> [Checkpoint] {
        guard DurableFiles.exists(folder) else { return [] }
        return try DurableFiles.names(in: folder).compactMap { name in
            guard name.hasPrefix(Self.prefix), let step = Int(name.dropFirst(Self.prefix.count)) else { return nil }
            return Checkpoint(step: step, url: folder.appendingPathComponent(name, isDirectory: true))
        }.sorted { $0.step < $1.step }
    }

    /// The newest checkpoint whose every file is what it was; those newer than it come back as skipped.
    public func latestValid() throws(RunStoreError) -> (checkpoint: Checkpoint?, skipped: [Skipped]) {
        var skipped: [Skipped] = []
        for checkpoint in try list().reversed() {
            do throws(RunStoreError) {
                try verify(checkpoint)
                return (checkpoint, skipped)
            } catch {
                skipped.append(Skipped(checkpoint: checkpoint, reason: error.description))
            }
        }
        return (nil, skipped)
    }

    /// Throws what is wrong with it, if anything is.
    public func verify(_ checkpoint: Checkpoint) throws(RunStoreError) {
        _ = try CheckpointFiles(checking: checkpoint.url, step: checkpoint.step)
    }

    /// Deletes the oldest until `limit` are left; the newest always stays.
    public func prune(savingAtMost limit: Int) throws(RunStoreError) {
        for checkpoint in try list().dropLast(max(1, limit)) { try DurableFiles.removeDirectory(checkpoint.url) }
    }

    /// Deletes those later than `step`: a run resumed from there will write its own.
    public func remove(after step: Int) throws(RunStoreError) {
        for checkpoint in try list().reversed() where checkpoint.step > step {
            try DurableFiles.removeDirectory(checkpoint.url)
        }
        try updateLatest()
    }

    private static let prefix = "step-"
    private static let replacedPrefix = ".replaced-"

    static func name(of step: Int) -> String {
        let digits = String(step)
        return prefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private func beginDraft(step: Int) throws(RunStoreError) -> URL {
        let draft = folder.appendingPathComponent(".draft-\(Self.name(of: step))", isDirectory: true)
        try discard(draft)
        try DurableFiles.createDirectory(draft)
        return draft
    }

    private func discard(_ draft: URL) throws(RunStoreError) {
        if DurableFiles.exists(draft) { try DurableFiles.removeTree(draft) }
    }

    private func publish(_ draft: URL, step: Int) throws(RunStoreError) -> Checkpoint {
        _ = try CheckpointFiles(step: step, sealing: draft)
        let place = folder.appendingPathComponent(Self.name(of: step), isDirectory: true)
        let replaced = folder.appendingPathComponent(Self.replacedPrefix + Self.name(of: step), isDirectory: true)
        let replacing = DurableFiles.exists(place)
        if replacing { try DurableFiles.rename(place, to: replaced) }
        try DurableFiles.rename(draft, to: place)
        if replacing { try DurableFiles.removeTree(replaced) }
        try updateLatest()
        return Checkpoint(step: step, url: place)
    }

    /// Points `latest` to the newest checkpoint, atomically; removes it when there is none.
    private func updateLatest() throws(RunStoreError) {
        guard let newest = try list().last else {
            if unlink(latest.path) != 0, errno != ENOENT { throw DurableFiles.failure("delete", latest) }
            return
        }
        let link = latest.deletingLastPathComponent().appendingPathComponent(".latest.new")
        unlink(link.path)
        guard symlink("\(folder.lastPathComponent)/\(newest.url.lastPathComponent)", link.path) == 0 else {
            throw DurableFiles.failure("link", latest)
        }
        try DurableFiles.rename(link, to: latest)
    }
}
