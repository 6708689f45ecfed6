import Experience
import RunStore

/// One figure over the steps, of the run and its controls.
public struct Curve: Sendable, Codable, Hashable {
    public struct Point: Sendable, Codable, Hashable {
        public var step: Int
        public var value: Double
    }

    public struct Series: Sendable, Codable, Hashable {
        /// The run's name, or a control's.
        public var name: String
        public var points: [Point]
    }

    public var title: String
    public var metric: String
    public var unit: String
    /// The run first. Empty where nothing was stored.
    public var series: [Series]

    /// What is drawn, in this order: TRL's metric names.
    private static let metrics: [(title: String, metric: String, unit: String)] = [
        ("Training reward", "reward", "mean reward"),
        ("Held-out accuracy", "heldout", "share correct"),
        ("KL to the reference", "kl", "nats a token"),
        ("Entropy", "entropy", "nats a token"),
        ("Completion length", "completions/mean_length", "tokens"),
        ("Gradient norm", "grad_norm", "L2, before clipping"),
    ]

    static func all(of run: RunReader) throws(RunStoreError) -> [Curve] {
        var runs = [("this run", try Source(run))]
        for control in run.controls() {
            // A control that cannot be read is named in the table of controls.
            guard case .success(let reader) = control.run else { continue }
            runs.append((control.name, try Source(reader)))
        }
        return metrics.map { title, metric, unit in
            let series = runs.map { Series(name: $0.0, points: $0.1.points(of: metric)) }
            return Curve(title: title, metric: metric, unit: unit, series: series.filter { !$0.points.isEmpty })
        }
    }

    /// Figures that a run stores for each task type or stratum, one line each.
    private static let families: [(title: String, prefix: String, unit: String)] = [
        ("Valid proposals", "tasks/valid_share/", "share"),
        ("Solve rate of new tasks", "tasks/solve_rate/", "share of attempts"),
        ("Solver's accuracy on its own tasks", "accuracy/solve/", "share correct"),
        ("Spread of rewards", "reward_std/", "standard deviation; 0 teaches nothing"),
        ("Length by role and task", "length/", "tokens"),
        ("Programs with a comment", "emergent/comment_share/", "share of the solver's programs"),
        ("States followed before the answer", "emergent/tracked_states/", "equalities a completion"),
    ]

    static func byTask(of run: RunReader) throws(RunStoreError) -> [Curve] {
        let source = try Source(run)
        return families.compactMap { title, prefix, unit in
            let names = source.metrics.keys.filter { $0.hasPrefix(prefix) }.sorted()
            guard !names.isEmpty else { return nil }
            let series = names.map { Series(name: String($0.dropFirst(prefix.count)), points: source.points(of: $0)) }
            return Curve(title: title, metric: prefix, unit: unit, series: series)
        }
    }

    private struct Source {
        var metrics: [String: [Point]] = [:]

        init(_ run: RunReader) throws(RunStoreError) {
            for record in try run.steps() {
                for (name, value) in record.metrics {
                    metrics[name, default: []].append(Point(step: record.step, value: value))
                }
            }
            // Before and after may share a step with a periodic evaluation: same weights, one point.
            var heldOut: [Int: Double] = [:]
            for evaluation in try run.evaluations() where evaluation.name.hasPrefix("heldout/") {
                heldOut[evaluation.step] = evaluation.accuracy
            }
            metrics["heldout"] = heldOut.sorted { $0.key < $1.key }.map { Point(step: $0.key, value: $0.value) }
        }

        func points(of metric: String) -> [Point] {
            metrics[metric] ?? []
        }
    }
}
