public import Experience
import Foundation
import GRDB

/// A disagreement of two graders as it is stored.
public struct StoredDisagreement: Sendable, Codable, Hashable {
    /// In the order they were found.
    public var id: Int
    /// Of the run; none where a file was judged outside a run.
    public var step: Int?
    public var disagreement: Disagreement
}

extension RunDatabase {
    static func registerDisagreements(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("disagreements") { database in
            try database.execute(
                sql: """
                    CREATE TABLE disagreements (
                        id INTEGER PRIMARY KEY,
                        step INTEGER,               -- NULL: judged outside a run
                        problem_id TEXT NOT NULL,
                        question TEXT NOT NULL,
                        label TEXT NOT NULL,
                        completion TEXT NOT NULL,
                        verifier TEXT NOT NULL,
                        decided_by TEXT NOT NULL,
                        decision TEXT NOT NULL,     -- a verdict
                        first_grader TEXT NOT NULL,
                        first_verdict TEXT NOT NULL,
                        first_answer TEXT,
                        first_evidence TEXT NOT NULL,
                        second_grader TEXT NOT NULL,
                        second_verdict TEXT NOT NULL,
                        second_answer TEXT,
                        second_evidence TEXT NOT NULL
                    );
                    CREATE INDEX disagreements_by_step ON disagreements (step);
                    """)
        }
    }

    /// Stores what two graders differ on, all or nothing.
    public func append(disagreements: [Disagreement], step: Int? = nil) throws(RunStoreError) {
        guard !disagreements.isEmpty else { return }
        try write("store disagreements in") { database in
            let statement = try database.cachedStatement(
                sql: "INSERT INTO disagreements VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            for one in disagreements {
                try statement.execute(arguments: [
                    step, one.problemID, one.question, one.label, one.completion, one.verifier, one.decidedBy, one.decision.rawValue,
                    one.first.grader, one.first.verdict.rawValue, one.first.answer, one.first.evidence,
                    one.second.grader, one.second.verdict.rawValue, one.second.answer, one.second.evidence,
                ])
            }
        }
    }

    /// The newest first, at most `limit`. A file from before there were disagreements has none.
    public func disagreements(limit: Int = 100) throws(RunStoreError) -> [StoredDisagreement] {
        try read { database in
            guard try database.tableExists("disagreements") else { return [] }
            return try Row.fetchAll(database, sql: "SELECT * FROM disagreements ORDER BY id DESC LIMIT ?", arguments: [limit])
                .map { row in
                    StoredDisagreement(
                        id: row["id"], step: row["step"],
                        disagreement: Disagreement(
                            problem: Problem(
                                id: row["problem_id"], question: row["question"], label: row["label"], family: "", provenance: ""),
                            completion: row["completion"], verifier: row["verifier"], decidedBy: row["decided_by"],
                            decision: try Self.verdict(row["decision"], at: url.path),
                            first: try Self.opinion("first", row, at: url.path), second: try Self.opinion("second", row, at: url.path)))
                }
        }
    }

    /// How many there are.
    public func disagreementCount() throws(RunStoreError) -> Int {
        try read { database in
            guard try database.tableExists("disagreements") else { return 0 }
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM disagreements") ?? 0
        }
    }

    private static func opinion(_ side: String, _ row: Row, at path: String) throws -> Disagreement.Opinion {
        let judgement = Judgement(
            verdict: try verdict(row["\(side)_verdict"], at: path), answer: row["\(side)_answer"], evidence: row["\(side)_evidence"])
        return Disagreement.Opinion(grader: row["\(side)_grader"], judgement)
    }

    private static func verdict(_ name: String, at path: String) throws -> Verdict {
        guard let verdict = Verdict(rawValue: name) else { throw RunStoreError.damaged(path: path, reason: "unknown verdict '\(name)'") }
        return verdict
    }
}
