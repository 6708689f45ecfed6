public import Environments
public import Experience
public import RunStore

/// A run's rollouts under another verifier, beside the verdicts they were trained on.
public struct RunRegrading: Sendable, Codable {
    /// One rollout whose reward is not what it was.
    public struct Change: Sendable, Codable {
        public var step: Int
        public var group: Int
        public var completion: Int
        public var problemID: String
        public var label: String
        public var text: String
        public var before: Judgement
        public var after: Judgement

        enum CodingKeys: String, CodingKey {
            case step, group, completion, label, text, before, after
            case problemID = "problem_id"
        }
    }

    public var verifier: String
    public var rollouts: Int
    /// Rollouts by verdict then and now: `correct → incorrect` and so on.
    public var verdicts: [String: Int]
    /// Correct over judged.
    public var accuracyBefore: Double
    public var accuracyAfter: Double
    public var changes: [Change]

    enum CodingKeys: String, CodingKey {
        case verifier, rollouts, verdicts, changes
        case accuracyBefore = "accuracy_before"
        case accuracyAfter = "accuracy_after"
    }

    /// Rollouts read and judged at a time.
    private static let page = 1024

    /// - Parameter progress: rollouts done, rollouts in all.
    public init(_ database: RunDatabase, verifier: any Verifier, query: RolloutQuery, progress: (Int, Int) -> Void) async throws {
        self.verifier = verifier.name
        (rollouts, verdicts, changes) = (0, [:], [])
        var (before, after) = (Tally(), Tally())
        let total = min(query.limit, try database.count(query))
        while rollouts < total {
            var page = query
            (page.offset, page.limit) = (query.offset + rollouts, min(Self.page, total - rollouts))
            let rows = try database.rollouts(page)
            guard !rows.isEmpty else { break }
            let judged = try await concurrently(rows) { await verifier.judge($0.text, for: $0.problem) }
            for (row, judgement) in zip(rows, judged) {
                before.count(row.verdict)
                after.count(judgement.verdict)
                verdicts["\(row.verdict.rawValue) → \(judgement.verdict.rawValue)", default: 0] += 1
                guard (row.verdict == .correct) != (judgement.verdict == .correct) else { continue }
                changes.append(
                    Change(
                        step: row.step, group: row.group, completion: row.completion, problemID: row.problemID, label: row.label,
                        text: row.text, before: Judgement(verdict: row.verdict, answer: row.answer, evidence: row.evidence), after: judgement))
            }
            rollouts += rows.count
            progress(rollouts, total)
        }
        (accuracyBefore, accuracyAfter) = (before.accuracy, after.accuracy)
    }

    private struct Tally {
        var judged = 0
        var correct = 0
        var accuracy: Double { judged == 0 ? 0 : Double(correct) / Double(judged) }

        mutating func count(_ verdict: Verdict) {
            if verdict != .infrastructureFailure { judged += 1 }
            if verdict == .correct { correct += 1 }
        }
    }
}
