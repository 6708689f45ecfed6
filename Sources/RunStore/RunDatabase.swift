public import Experience
public import Foundation
import GRDB

/// `rollouts.sqlite`: every step, group, rollout and evaluation of a run, for people with questions.
///
/// One transaction a step: after a kill, a step is there with all its rollouts or not at all.
public final class RunDatabase: Sendable {
    let connection: any DatabaseWriter
    public let url: URL

    /// Opens or makes the database for the run's one writer.
    public init(_ url: URL) throws(RunStoreError) {
        self.url = url
        connection = try Self.opened(url, Self.migrator)
    }

    /// Opens a database that exists, to read it; its writer may be at work.
    public init(reading url: URL) throws(RunStoreError) {
        self.url = url
        connection = try Self.openedToRead(url, Self.migrator)
    }

    /// A database for its one writer, made where it is not there, in the newest format.
    static func opened(_ url: URL, _ migrator: DatabaseMigrator) throws(RunStoreError) -> any DatabaseWriter {
        try wrapping("open", url) {
            let pool = try DatabasePool(path: url.path, configuration: configuration(readonly: false))
            try migrator.migrate(pool)
            return pool
        }
    }

    /// A database that exists, to read it.
    ///
    /// - Throws: `RunStoreError.newerFormat` for one that a newer version wrote.
    static func openedToRead(_ url: URL, _ migrator: DatabaseMigrator) throws(RunStoreError) -> any DatabaseWriter {
        try wrapping("read", url) {
            // Killed while it was being made: SQLite must roll the journal back, which a reader may not.
            let interrupted = FileManager.default.fileExists(atPath: url.path + "-journal")
            let queue = try DatabaseQueue(path: url.path, configuration: configuration(readonly: !interrupted))
            if interrupted { try migrator.migrate(queue) }
            if try queue.read(migrator.hasBeenSuperseded) {
                throw RunStoreError.newerFormat(path: url.path, found: migrator.migrations.count + 1, known: migrator.migrations.count)
            }
            // Killed before its tables were made, or they are being made now: nothing is in it, and nothing is done to it.
            guard try queue.read(migrator.appliedIdentifiers).isEmpty else { return queue }
            let empty = try DatabaseQueue()
            try migrator.migrate(empty)
            return empty
        }
    }

    /// Stores one step, its rollouts and its tasks, all or nothing.
    public func append(_ record: StepRecord, groups: [ScoredGroup], account: StepAccount = StepAccount()) throws(RunStoreError) {
        let metrics = try StoredJSON.line(record.metrics)
        try write("store step \(record.step) in") { database in
            try database.execute(
                sql: "INSERT INTO steps (step, elapsed, metrics) VALUES (?, ?, ?)",
                arguments: [record.step, record.elapsed, String(decoding: metrics, as: UTF8.self)])
            for (place, group) in groups.enumerated() {
                try group.insert(into: database, step: record.step, place: place)
            }
            try Self.insert(account, into: database)
        }
    }

    /// Stores the tasks that a run begins with.
    public func append(_ account: StepAccount) throws(RunStoreError) {
        try write("store tasks in") { try Self.insert(account, into: $0) }
    }

    /// Stores one evaluation; the same name at the same step is replaced, so that a resumed run may repeat it.
    public func append(evaluation name: String, step: Int, rows: [EvaluationRow]) throws(RunStoreError) {
        try write("store the evaluation '\(name)' in") { database in
            try database.execute(sql: "DELETE FROM evaluations WHERE name = ? AND step = ?", arguments: [name, step])
            let statement = try database.cachedStatement(sql: EvaluationRow.insertion)
            for row in rows { try statement.execute(arguments: row.arguments(name: name, step: step)) }
        }
    }

    /// Forgets what lies after `step`, before a run resumes from it.
    public func truncate(after step: Int) throws(RunStoreError) {
        try write("truncate") { database in
            for table in ["rollouts", "groups", "evaluations", "disagreements", "steps", "tasks", "task_attempts"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE step > ?", arguments: [step])
            }
        }
    }

    /// Brings everything into the one file and onto the disk.
    public func synchronise() throws(RunStoreError) {
        try Self.wrapping("flush", url) {
            _ = try connection.writeWithoutTransaction { try $0.checkpoint(.full) }
        }
    }

    /// Leaves one file that opens anywhere, even where nothing can be written. A reader that is at work
    /// may prevent it; then SQLite's `-wal` file stays beside, and nothing is lost.
    public func close() throws(RunStoreError) {
        try Self.close(connection, at: url)
    }

    static func close(_ connection: any DatabaseWriter, at url: URL) throws(RunStoreError) {
        try wrapping("close", url) {
            do {
                _ = try connection.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                try connection.close()
                let queue = try DatabaseQueue(path: url.path)
                try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
                try queue.close()
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
            {
                return
            }
        }
    }

    static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(10)
        return configuration
    }

    func write(_ operation: String, _ body: (Database) throws -> Void) throws(RunStoreError) {
        try Self.wrapping(operation, url) { try connection.write(body) }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(RunStoreError) -> Value {
        try Self.wrapping("read", url) { try connection.read(body) }
    }

    static func wrapping<Value>(_ operation: String, _ url: URL, _ body: () throws -> Value) throws(RunStoreError)
        -> Value
    {
        do {
            return try body()
        } catch let error as RunStoreError {
            throw error
        } catch let error as DatabaseError {
            throw .database(
                operation: operation, path: url.path, code: error.resultCode.rawValue,
                message: error.message ?? "\(error.extendedResultCode)")
        } catch {
            throw .damaged(path: url.path, reason: "\(error)")
        }
    }
}
