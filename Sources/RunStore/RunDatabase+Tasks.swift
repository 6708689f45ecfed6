public import Experience
import Foundation
import GRDB

/// Which tasks to read; `nil` means any.
public struct TaskQuery: Sendable, Hashable {
    public var kind: String?
    /// `accepted`, or a refusal's word.
    public var status: String?
    public var steps: ClosedRange<Int>?
    public var limit: Int

    public init(kind: String? = nil, status: String? = nil, steps: ClosedRange<Int>? = nil, limit: Int = 100) {
        self.kind = kind
        self.status = status
        self.steps = steps
        self.limit = limit
    }
}

extension RunDatabase {
    static let taskTables = """
        CREATE TABLE tasks (
            id TEXT PRIMARY KEY,
            step INTEGER NOT NULL,          -- proposed in; 0 for those the run began with
            kind TEXT NOT NULL,
            status TEXT NOT NULL,           -- accepted, or why not
            evidence TEXT NOT NULL,
            specification TEXT NOT NULL,    -- JSON
            place INTEGER,                  -- the group of its step whose completion proposed it
            parents TEXT NOT NULL,          -- a JSON list of ids
            solve_rate REAL,
            reward REAL
        );
        CREATE INDEX tasks_by_step ON tasks (step, kind, status);
        CREATE TABLE task_attempts (
            task_id TEXT NOT NULL,
            step INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            correct INTEGER NOT NULL,
            PRIMARY KEY (task_id, step)
        );
        """

    static func insert(_ account: StepAccount, into database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for task in account.tasks {
            try statement.execute(arguments: [
                task.id, task.step, task.kind, task.status, task.evidence, task.specification, task.group,
                String(decoding: try StoredJSON.line(task.parents), as: UTF8.self), task.solveRate, task.reward,
            ])
        }
        for tried in account.attempts {
            try database.execute(
                sql: """
                    INSERT INTO task_attempts VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET attempts = attempts + excluded.attempts, correct = correct + excluded.correct
                    """, arguments: [tried.taskID, tried.step, tried.attempts, tried.correct])
        }
    }

    /// By step, then as they were proposed. A run of a method without tasks, or of an older format, has none.
    public func tasks(_ query: TaskQuery = TaskQuery()) throws(RunStoreError) -> [TaskRecord] {
        try read { database in
            guard try database.tableExists("tasks") else { return [] }
            var (parts, arguments) = (["1"], StatementArguments())
            for (column, value) in [("kind", query.kind), ("status", query.status)] {
                guard let value else { continue }
                parts.append("\(column) = ?")
                arguments += [value]
            }
            if let steps = query.steps {
                parts.append("step BETWEEN ? AND ?")
                arguments += [steps.lowerBound, steps.upperBound]
            }
            return try Row.fetchAll(
                database, sql: "SELECT * FROM tasks WHERE \(parts.joined(separator: " AND ")) ORDER BY step, rowid LIMIT ?",
                arguments: arguments + [query.limit]
            ).map { try Self.task($0, at: url.path) }
        }
    }

    public func task(_ id: String) throws(RunStoreError) -> TaskRecord? {
        try read { database in
            guard try database.tableExists("tasks") else { return nil }
            return try Row.fetchOne(database, sql: "SELECT * FROM tasks WHERE id = ?", arguments: [id]).map { try Self.task($0, at: url.path) }
        }
    }

    /// The tasks that were shown this one when they were proposed.
    public func children(of id: String) throws(RunStoreError) -> [TaskRecord] {
        try read { database in
            guard try database.tableExists("tasks") else { return [] }
            return try Row.fetchAll(
                database,
                sql: "SELECT tasks.* FROM tasks, json_each(tasks.parents) AS parent WHERE parent.value = ? ORDER BY step, tasks.rowid",
                arguments: [id]
            ).map { try Self.task($0, at: url.path) }
        }
    }

    /// How a task was solved, by step.
    public func attempts(at id: String) throws(RunStoreError) -> [TaskAttempts] {
        try read { database in
            guard try database.tableExists("task_attempts") else { return [] }
            return try Row.fetchAll(database, sql: "SELECT * FROM task_attempts WHERE task_id = ? ORDER BY step", arguments: [id]).map {
                TaskAttempts(taskID: $0["task_id"], step: $0["step"], attempts: $0["attempts"], correct: $0["correct"])
            }
        }
    }

    /// Tasks by kind and status.
    public func taskCounts() throws(RunStoreError) -> [(kind: String, status: String, count: Int)] {
        try read { database in
            guard try database.tableExists("tasks") else { return [] }
            return try Row.fetchAll(database, sql: "SELECT kind, status, count(*) AS number FROM tasks GROUP BY kind, status ORDER BY kind, number DESC")
                .map { ($0["kind"], $0["status"], $0["number"]) }
        }
    }

    private static func task(_ row: Row, at path: String) throws -> TaskRecord {
        let parents: String = row["parents"]
        return TaskRecord(
            id: row["id"], step: row["step"], kind: row["kind"], status: row["status"], evidence: row["evidence"],
            specification: row["specification"], group: row["place"],
            parents: try StoredJSON.decode([String].self, from: Data(parents.utf8), at: path), solveRate: row["solve_rate"], reward: row["reward"])
    }
}
