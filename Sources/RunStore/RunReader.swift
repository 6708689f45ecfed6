public import Experience
public import Foundation

/// A run as others read it: finished, interrupted, or still at work. Reading never changes it.
public struct RunReader: Sendable {
    public let directory: RunDirectory
    public let manifest: RunManifest
    /// `nil` where the run was stopped before its first step.
    public let database: RunDatabase?

    public init(_ directory: RunDirectory) throws(RunStoreError) {
        self.directory = directory
        var manifest = try directory.manifest()
        if manifest.status == .running, !RunLock.isHeld(directory) { manifest.status = .interrupted }
        self.manifest = manifest
        database = DurableFiles.exists(directory.rollouts) ? try RunDatabase(reading: directory.rollouts) : nil
    }

    public init(opening url: URL) throws(RunStoreError) {
        try self.init(RunDirectory(opening: url))
    }

    public var checkpoints: CheckpointIndex { CheckpointIndex(reading: directory) }

    /// The curves, from `metrics.jsonl`.
    public func steps() throws(RunStoreError) -> [StepRecord] {
        try StepLog.records(of: directory.metrics)
    }

    public func recipe() throws(RunStoreError) -> String {
        String(decoding: try DurableFiles.read(directory.recipe), as: UTF8.self)
    }

    public func resolvedRecipe() throws(RunStoreError) -> String {
        String(decoding: try DurableFiles.read(directory.resolvedRecipe), as: UTF8.self)
    }

    public func evaluations() throws(RunStoreError) -> [EvaluationSummary] {
        guard let database else { return [] }
        return try database.evaluations()
    }

    public func evaluation(_ name: String) throws(RunStoreError) -> [EvaluationRow] {
        guard let database else { return [] }
        return try database.evaluation(name)
    }

    /// The control runs that lie beside this one; those that cannot be opened come back with why.
    public func controls() -> [(name: String, run: Result<RunReader, RunStoreError>)] {
        manifest.controls.map { control in
            let folder = directory.url.deletingLastPathComponent()
            do throws(RunStoreError) {
                try RunDirectory.checkName(control.run)
                return (control.name, .success(try RunReader(opening: folder.appendingPathComponent(control.run))))
            } catch {
                return (control.name, .failure(error))
            }
        }
    }

    public func summary() throws(RunStoreError) -> RunSummary {
        let steps = try steps()
        let accuracies = Dictionary(
            try evaluations().map { ($0.name, $0.accuracy) }, uniquingKeysWith: { _, last in last })
        return RunSummary(
            name: directory.name, method: manifest.method, status: manifest.status, created: manifest.created,
            lastStep: steps.last?.step, reward: steps.last { $0.metrics["reward"] != nil }?.metrics["reward"],
            before: accuracies["heldout/before"], after: accuracies["heldout/after"],
            checkpoints: try checkpoints.list().count, bytes: try RunSummary.bytes(below: directory.url),
            path: directory.url.path)
    }
}
