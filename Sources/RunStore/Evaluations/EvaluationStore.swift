import Experience
public import Foundation
import GRDB

/// `evaluation.sqlite`: every completion of an evaluation with its verdict.
///
/// Problems are stored a chunk at a time, one transaction each: after a kill a chunk is there with all its samples or not
/// at all, and the next run draws the missing ones anew, with the same seed.
public final class EvaluationStore: Sendable {
    private let connection: any DatabaseWriter
    public let url: URL

    public init(_ url: URL) throws(RunStoreError) {
        self.url = url
        connection = try RunDatabase.opened(url, Self.migrator)
    }

    public init(reading url: URL) throws(RunStoreError) {
        self.url = url
        connection = try RunDatabase.openedToRead(url, Self.migrator)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE chunks (
                        suite TEXT NOT NULL,
                        chunk INTEGER NOT NULL,
                        seconds REAL NOT NULL,          -- of sampling and judging
                        PRIMARY KEY (suite, chunk)
                    );
                    CREATE TABLE samples (
                        suite TEXT NOT NULL,
                        place INTEGER NOT NULL,         -- of the problem in its suite
                        sample INTEGER NOT NULL,
                        item_id TEXT NOT NULL,
                        family TEXT NOT NULL,
                        question TEXT NOT NULL,
                        label TEXT NOT NULL,
                        specification TEXT NOT NULL,
                        prompt TEXT NOT NULL,
                        prompt_tokens INTEGER NOT NULL,
                        text TEXT NOT NULL,
                        token_count INTEGER NOT NULL,
                        stop_reason TEXT NOT NULL,
                        verdict TEXT NOT NULL,
                        answer TEXT,
                        evidence TEXT NOT NULL,
                        stages TEXT NOT NULL,           -- a JSON list of texts
                        milliseconds REAL NOT NULL,     -- of the verdict
                        PRIMARY KEY (suite, place, sample)
                    );
                    CREATE INDEX samples_by_verdict ON samples (suite, verdict);
                    """)
        }
        return migrator
    }

    /// Stores one chunk, all or nothing; a chunk that is there is replaced.
    public func append(suite: String, chunk: Int, rows: [SampleRow], seconds: Double) throws(RunStoreError) {
        try RunDatabase.wrapping("store chunk \(chunk) of \(suite) in", url) {
            try connection.write { database in
                try database.execute(
                    sql: "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?)", arguments: [suite, chunk, seconds])
                for row in rows { try Self.insert(row, suite: suite, into: database) }
            }
        }
    }

    /// Replaces rows that are stored, by place and sample.
    public func update(suite: String, rows: [SampleRow]) throws(RunStoreError) {
        try RunDatabase.wrapping("store verdicts of \(suite) in", url) {
            try connection.write { database in
                for row in rows { try Self.insert(row, suite: suite, into: database) }
            }
        }
    }

    /// The chunks that are stored.
    public func chunks(of suite: String) throws(RunStoreError) -> Set<Int> {
        try RunDatabase.wrapping("read", url) {
            try connection.read { try Int.fetchSet($0, sql: "SELECT chunk FROM chunks WHERE suite = ?", arguments: [suite]) }
        }
    }

    /// Seconds of all chunks.
    public func seconds(of suite: String) throws(RunStoreError) -> Double {
        try RunDatabase.wrapping("read", url) {
            try connection.read {
                try Double.fetchOne($0, sql: "SELECT total(seconds) FROM chunks WHERE suite = ?", arguments: [suite]) ?? 0
            }
        }
    }

    /// Every stored row of a suite, by place, then sample.
    public func rows(of suite: String) throws(RunStoreError) -> [SampleRow] {
        try RunDatabase.wrapping("read", url) {
            try connection.read { database in
                try Row.fetchAll(
                    database, sql: "SELECT * FROM samples WHERE suite = ? ORDER BY place, sample", arguments: [suite]
                ).map { try Self.sample($0, at: url.path) }
            }
        }
    }

    /// Leaves one file that opens anywhere.
    public func close() throws(RunStoreError) {
        try RunDatabase.close(connection, at: url)
    }

    private static func insert(_ row: SampleRow, suite: String, into database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            suite, row.place, row.sample, row.itemID, row.family, row.question, row.label, row.specification, row.prompt,
            row.promptTokens, row.text, row.tokenCount, row.stopReason.rawValue, row.verdict.rawValue, row.answer,
            row.evidence, String(decoding: try StoredJSON.line(row.stages), as: UTF8.self), row.milliseconds,
        ])
    }

    private static func sample(_ row: Row, at path: String) throws -> SampleRow {
        let (verdict, stopReason): (String, String) = (row["verdict"], row["stop_reason"])
        guard let verdict = Verdict(rawValue: verdict), let stopReason = StopReason(rawValue: stopReason) else {
            throw RunStoreError.damaged(path: path, reason: "unknown verdict '\(verdict)' or stop reason '\(stopReason)'")
        }
        let stages: String = row["stages"]
        return SampleRow(
            place: row["place"], itemID: row["item_id"], family: row["family"], sample: row["sample"],
            question: row["question"], label: row["label"], specification: row["specification"], prompt: row["prompt"],
            promptTokens: row["prompt_tokens"], text: row["text"], tokenCount: row["token_count"], stopReason: stopReason,
            verdict: verdict, answer: row["answer"], evidence: row["evidence"],
            stages: try StoredJSON.decode([String].self, from: Data(stages.utf8), at: path),
            milliseconds: row["milliseconds"])
    }
}
