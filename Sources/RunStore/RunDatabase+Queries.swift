public import Experience
import Foundation
import GRDB

extension RunDatabase {
    public func lastStep() throws(RunStoreError) -> Int? {
        try read { try Int.fetchOne($0, sql: "SELECT max(step) FROM steps") }
    }

    public func steps() throws(RunStoreError) -> [StepRecord] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT step, elapsed, metrics FROM steps ORDER BY step").map { row in
                let text: String = row["metrics"]
                return StepRecord(
                    step: row["step"], elapsed: row["elapsed"],
                    metrics: try StoredJSON.decode([String: Double].self, from: Data(text.utf8), at: url.path))
            }
        }
    }

    /// In the order of step, group, completion.
    public func rollouts(_ query: RolloutQuery = RolloutQuery()) throws(RunStoreError) -> [RolloutRow] {
        try read { database in
            let (condition, arguments) = Self.condition(for: query)
            // A run of an older format is read as it is: reading never changes it.
            let isOlder = try !database.columns(in: "groups").contains { $0.name == "specification" }
            let specification = isOlder ? "'' AS specification" : "g.specification"
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT r.*, g.id AS group_id, g.problem_id, g.family, g.stratum, g.question, g.label, \(specification)
                    FROM rollouts r JOIN groups g USING (step, place) \(condition)
                    ORDER BY r.step, r.place, r.completion LIMIT ? OFFSET ?
                    """, arguments: arguments + [query.limit, query.offset]
            ).map { row in try Self.rollout(row, at: url.path) }
        }
    }

    /// How many rollouts a query finds, whatever its limit.
    public func count(_ query: RolloutQuery = RolloutQuery()) throws(RunStoreError) -> Int {
        try read { database in
            let (condition, arguments) = Self.condition(for: query)
            return try Int.fetchOne(
                database, sql: "SELECT count(*) FROM rollouts r JOIN groups g USING (step, place) \(condition)",
                arguments: arguments) ?? 0
        }
    }

    /// Verdict counts of every step that has rollouts, in order.
    public func verdicts() throws(RunStoreError) -> [StepVerdicts] {
        try read { database in
            var steps: [StepVerdicts] = []
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT step, verdict, count(*) AS number FROM rollouts GROUP BY step, verdict ORDER BY step")
            for row in rows {
                let step: Int = row["step"]
                let name: String = row["verdict"]
                guard let verdict = Verdict(rawValue: name) else {
                    throw RunStoreError.damaged(path: url.path, reason: "unknown verdict '\(name)'")
                }
                if steps.last?.step != step { steps.append(StepVerdicts(step: step, counts: [:])) }
                steps[steps.count - 1].counts[verdict] = row["number"]
            }
            return steps
        }
    }

    /// Every evaluation, by step, then name.
    public func evaluations() throws(RunStoreError) -> [EvaluationSummary] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, step, count(DISTINCT item_id) AS items, count(*) AS samples, avg(correct) AS accuracy
                    FROM evaluations GROUP BY name, step ORDER BY step, name
                    """
            ).map { row in
                EvaluationSummary(
                    name: row["name"], step: row["step"], items: row["items"], samples: row["samples"],
                    accuracy: row["accuracy"])
            }
        }
    }

    /// The rows of one evaluation, by item, then sample; of the last step that has that name.
    public func evaluation(_ name: String) throws(RunStoreError) -> [EvaluationRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM evaluations
                    WHERE name = :name AND step = (SELECT max(step) FROM evaluations WHERE name = :name)
                    ORDER BY item_id, sample
                    """, arguments: ["name": name]
            ).map { row in
                EvaluationRow(
                    itemID: row["item_id"], family: row["family"], sample: row["sample"], correct: row["correct"],
                    text: row["text"], question: row["question"], label: row["label"], answer: row["answer"],
                    tokenCount: row["token_count"])
            }
        }
    }

    private static func condition(for query: RolloutQuery) -> (String, StatementArguments) {
        var parts: [String] = []
        var arguments = StatementArguments()
        if let steps = query.steps {
            parts.append("r.step BETWEEN ? AND ?")
            arguments += [steps.lowerBound, steps.upperBound]
        }
        for (column, value) in [
            ("g.family", query.family), ("r.verdict", query.verdict?.rawValue), ("g.problem_id", query.problemID),
        ] {
            guard let value else { continue }
            parts.append("\(column) = ?")
            arguments += [value]
        }
        return (parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND "), arguments)
    }

    private static func rollout(_ row: Row, at path: String) throws -> RolloutRow {
        let verdict: String = row["verdict"]
        let stopReason: String = row["stop_reason"]
        guard let verdict = Verdict(rawValue: verdict), let stopReason = StopReason(rawValue: stopReason) else {
            throw RunStoreError.damaged(
                path: path, reason: "unknown verdict '\(verdict)' or stop reason '\(stopReason)'")
        }
        return RolloutRow(
            step: row["step"], group: row["place"], groupID: row["group_id"], problemID: row["problem_id"],
            family: row["family"], stratum: row["stratum"], question: row["question"], label: row["label"],
            specification: row["specification"], completion: row["completion"], text: row["text"], tokens: StoredTokens.tokens(row["tokens"]),
            logprobMean: row["logprob_mean"], reward: row["reward"], verdict: verdict, answer: row["answer"],
            evidence: row["evidence"], advantage: row["advantage"] ?? .nan, stopReason: stopReason)
    }
}
