import Experience
import Foundation
import GRDB

extension RunDatabase {
    /// The tables, and how older files become newer ones. A migration that has shipped never changes.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE steps (
                        step INTEGER PRIMARY KEY,
                        elapsed REAL NOT NULL,      -- seconds since the run or its resumption started
                        metrics TEXT NOT NULL       -- a JSON object of numbers
                    );
                    CREATE TABLE groups (
                        step INTEGER NOT NULL,
                        place INTEGER NOT NULL,     -- in its step
                        id TEXT NOT NULL,
                        problem_id TEXT NOT NULL,
                        family TEXT NOT NULL,
                        stratum TEXT NOT NULL,
                        question TEXT NOT NULL,
                        label TEXT NOT NULL,
                        provenance TEXT NOT NULL,
                        prompt TEXT NOT NULL,
                        prompt_tokens BLOB NOT NULL,    -- little-endian 32-bit integers
                        PRIMARY KEY (step, place)
                    );
                    CREATE TABLE rollouts (
                        step INTEGER NOT NULL,
                        place INTEGER NOT NULL,
                        completion INTEGER NOT NULL,    -- in its group
                        text TEXT NOT NULL,
                        tokens BLOB NOT NULL,           -- little-endian 32-bit integers
                        token_count INTEGER NOT NULL,
                        logprob_mean REAL,              -- nats a token
                        reward REAL,                    -- NULL: the verifier's infrastructure failed
                        verdict TEXT NOT NULL,
                        answer TEXT,
                        evidence TEXT NOT NULL,
                        advantage REAL,
                        stop_reason TEXT NOT NULL,
                        PRIMARY KEY (step, place, completion),
                        FOREIGN KEY (step, place) REFERENCES groups (step, place) ON DELETE CASCADE
                    );
                    CREATE TABLE evaluations (
                        name TEXT NOT NULL,
                        step INTEGER NOT NULL,
                        item_id TEXT NOT NULL,
                        family TEXT NOT NULL,
                        sample INTEGER NOT NULL,
                        correct INTEGER NOT NULL,
                        text TEXT NOT NULL,
                        question TEXT NOT NULL,
                        label TEXT NOT NULL,
                        answer TEXT,
                        token_count INTEGER,
                        PRIMARY KEY (name, step, item_id, sample)
                    );
                    CREATE INDEX groups_by_problem ON groups (problem_id);
                    CREATE INDEX rollouts_by_verdict ON rollouts (verdict);
                    """)
        }
        migrator.registerMigration("2") { database in
            // What a verifier needs beside the label, as JSON; older runs kept none.
            try database.execute(sql: "ALTER TABLE groups ADD COLUMN specification TEXT NOT NULL DEFAULT ''")
        }
        migrator.registerMigration("3") { try $0.execute(sql: taskTables) }
        registerDisagreements(in: &migrator)
        return migrator
    }
}

extension ScoredGroup {
    func insert(into database: Database, step: Int, place: Int) throws {
        let count = group.completions.count
        precondition(
            rewards.count == count && advantages.count == count,
            "\(count) completions, \(rewards.count) rewards, \(advantages.count) advantages in group \(group.id)")
        let problem = group.prompt.problem
        try database.cachedStatement(
            sql: "INSERT INTO groups VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            step, place, group.id, problem.id, problem.family, group.prompt.stratum, problem.question, problem.label,
            problem.provenance, group.prompt.text, StoredTokens.data(group.prompt.tokens), problem.specification,
        ])
        let statement = try database.cachedStatement(
            sql: "INSERT INTO rollouts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for (index, completion) in group.completions.enumerated() {
            let total = completion.logprobs.reduce(0) { $0 + Double($1) }
            let reward = rewards[index]
            try statement.execute(arguments: [
                step, place, index, completion.text, StoredTokens.data(completion.tokens), completion.tokens.count,
                completion.logprobs.isEmpty ? nil : total / Double(completion.logprobs.count),
                reward.value, reward.judgement.verdict.rawValue, reward.judgement.answer, reward.judgement.evidence,
                advantages[index], completion.stopReason.rawValue,
            ])
        }
    }
}

extension EvaluationRow {
    static let insertion = "INSERT INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

    func arguments(name: String, step: Int) -> StatementArguments {
        [name, step, itemID, family, sample, correct, text, question, label, answer, tokenCount]
    }
}

/// Token ids as a blob: four little-endian bytes each.
enum StoredTokens {
    static func data(_ tokens: [Int32]) -> Data {
        tokens.map(\.littleEndian).withUnsafeBytes { Data($0) }
    }

    static func tokens(_ data: Data) -> [Int32] {
        stride(from: 0, to: data.count - data.count % 4, by: 4).map { start in
            (0..<4).reduce(Int32(0)) {
                $0 | Int32(truncatingIfNeeded: Int(data[data.startIndex + start + $1]) << (8 * $1))
            }
        }
    }
}
