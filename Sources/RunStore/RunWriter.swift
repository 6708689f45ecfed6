public import Experience
public import Foundation

/// The one writer of a run: it holds the lock and keeps the files in step with each other.
///
/// Order matters. A step goes to the database, then `metrics.jsonl`, then TensorBoard. A checkpoint of
/// step k is published only when all of these hold everything up to k on the disk. A resumed run first
/// deletes checkpoints after k, then rows after k: killed anywhere, the newest whole checkpoint never
/// claims a step the other files lack.
public final class RunWriter: Sendable {
    public let directory: RunDirectory
    public let log: RunLog
    public let steps: StepLog
    public let database: RunDatabase
    public let checkpoints: CheckpointIndex
    private let tensorBoard: TensorBoardWriter
    private let lock: RunLock

    /// - Parameter step: the step of the checkpoint the run goes on from, 0 for its very start; `nil` for
    ///   a run that has no steps yet.
    public init(_ directory: RunDirectory, resumingFrom step: Int? = nil) throws(RunStoreError) {
        self.directory = directory
        lock = try RunLock(directory)
        log = try RunLog(directory)
        steps = try StepLog(directory.metrics)
        database = try RunDatabase(directory.rollouts)
        checkpoints = try CheckpointIndex(directory)
        if let step {
            try checkpoints.remove(after: step)
            try database.truncate(after: step)
            try steps.truncate(after: step)
        } else if let last = try database.lastStep() {
            throw .stepsAlreadyStored(path: directory.url.path, last: last)
        }
        try DurableFiles.createDirectory(directory.tensorBoard)
        tensorBoard = try TensorBoardWriter(directory.tensorBoard, resumingFrom: step)
        try update {
            $0.status = .running
            $0.problem = nil
        }
    }

    /// Stores one step: its metrics, its rollouts, and the tasks it made.
    public func append(_ record: StepRecord, groups: [ScoredGroup] = [], account: StepAccount = StepAccount()) throws(RunStoreError) {
        try database.append(record, groups: groups, account: account)
        try steps.append(record)
        try tensorBoard.append(step: record.step, metrics: record.metrics)
    }

    /// Stores one evaluation, and its accuracy as the metric `eval/NAME`.
    public func append(evaluation name: String, step: Int, rows: [EvaluationRow]) throws(RunStoreError) {
        try database.append(evaluation: name, step: step, rows: rows)
        guard !rows.isEmpty else { return }
        let accuracy = Double(rows.count { $0.correct }) / Double(rows.count)
        try tensorBoard.append(step: step, metrics: ["eval/\(name.prefix { $0 != "/" })/accuracy": accuracy])
    }

    /// Writes a checkpoint, then keeps at most `limit` of them.
    @discardableResult
    public func checkpoint(
        step: Int, savingAtMost limit: Int? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: (URL) async throws -> Void
    ) async throws -> Checkpoint {
        try steps.synchronise()
        try database.synchronise()
        let checkpoint = try await checkpoints.write(step: step, body)
        if let limit { try checkpoints.prune(savingAtMost: limit) }
        return checkpoint
    }

    /// Changes `run.json`, atomically.
    public func update(_ change: (inout RunManifest) -> Void) throws(RunStoreError) {
        var manifest = try directory.manifest()
        change(&manifest)
        manifest.updated = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
        try directory.write(manifest)
    }

    /// Ends the run; nothing can be appended afterwards.
    public func finish(_ status: RunStatus, problem: String? = nil) throws(RunStoreError) {
        try steps.synchronise()
        try database.close()
        try update {
            $0.status = status
            $0.problem = problem
        }
    }
}
