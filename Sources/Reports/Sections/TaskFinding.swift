import Experience
import RunStore

/// The tasks of one type that a run made for itself, and what speaks against them.
public struct TaskFinding: Sendable, Codable, Hashable {
    public var kind: String
    /// Proposals by status: accepted, repeated, or why they were refused.
    public var statuses: [String: Int]
    /// Mean over the first and the last ten steps that had any.
    public var firstSolveRate: Double?
    public var lastSolveRate: Double?

    static func all(of run: RunReader) throws(RunStoreError) -> [TaskFinding] {
        let counts = try run.database?.taskCounts() ?? []
        let steps = counts.isEmpty ? [] : try run.steps()
        var kinds: [String] = []
        for count in counts where !kinds.contains(count.kind) { kinds.append(count.kind) }
        return kinds.map { kind in
            let rates = steps.compactMap { $0.metrics["tasks/solve_rate/\(kind)"] }
            return TaskFinding(
                kind: kind,
                statuses: Dictionary(counts.filter { $0.kind == kind }.map { ($0.status, $0.count) }) { $1 },
                firstSolveRate: mean(rates.prefix(10)), lastSolveRate: mean(rates.suffix(10)))
        }
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}

/// Signs that a run's own tasks teach less than they seem to, from its last ten steps. They are told, and stop nothing.
enum TaskWarnings {
    static func all(of report: Report) -> [String] {
        func last(_ metric: String, _ name: String? = nil) -> Double? {
            let points = report.taskSigns[name.map { metric + $0 } ?? metric]?.suffix(10) ?? []
            return points.isEmpty ? nil : points.reduce(0, +) / Double(points.count)
        }
        var warnings: [String] = []
        func warn(_ metric: String, above bound: Double, _ text: String) {
            if let value = last(metric), value > bound { warnings.append("\(Figures.percent(value)) of the new tasks \(text) (last ten steps).") }
        }
        warn("tasks/trivial_share", above: 0.2, "are trivial: they give their input back or do not read it")
        warn("tasks/repeated_share", above: 0.5, "were in the buffer already")
        warn("tasks/near_duplicate_share", above: 0.9, "are earlier ones with other numbers or texts")
        if let value = last("tasks/shapes_per_task"), value < 0.1 {
            warnings.append("Diversity is low: \(Figures.number(value)) different shapes of program a task (last ten steps).")
        }
        if let refused = report.taskSigns["tasks/refused_content"]?.last, refused > 0 {
            func count(_ source: String) -> Int { Int(report.taskSigns["tasks/refused_content/\(source)"]?.last ?? 0) }
            warnings.append("Proposals and completions with refused content: \(Int(refused)), of them \(count("pattern")) by pattern and \(count("classifier")) by the classifier.")
        }
        for (metric, values) in report.taskSigns.sorted(by: { $0.key < $1.key }) where metric.hasPrefix("reward_std/") {
            if values.count >= 10, values.suffix(10).allSatisfy({ $0 < 1e-6 }) {
                warnings.append("The rewards of \(metric.dropFirst(11)) have not differed for ten steps: nothing is learned from them.")
            }
        }
        return warnings
    }
}
