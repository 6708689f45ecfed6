import Environments
import Experience

/// A step's metrics of self-play, by stratum and by task type.
struct SelfPlayNumbers {
    private var rewards: [String: [Double]] = [:]
    private var lengths: [String: [Double]] = [:]
    private var right: [String: [Double]] = [:]
    private var valid: [String: [Double]] = [:]
    private var rates: [String: [Double]] = [:]
    private var refusals: [String: Int] = [:]
    private var trivial: [Double] = []
    private var repeated: [Double] = []
    private var nearDuplicates: [Double] = []
    private var shapes: Set<String> = []
    private var comments: [Double] = []
    private var tracked: [Double] = []

    mutating func count(_ group: RolloutGroup, _ reward: Reward?) {
        let stratum = group.prompt.stratum
        guard let completion = group.completions.first else { return }
        lengths[stratum, default: []].append(Double(completion.tokens.count))
        if let value = reward?.value { rewards[stratum, default: []].append(value) }
        guard stratum.hasPrefix("solve/"), let judgement = reward?.judgement, judgement.verdict != .infrastructureFailure else { return }
        right[stratum, default: []].append(judgement.verdict == .correct ? 1 : 0)
        if stratum.hasSuffix("/deduction") { tracked.append(Double(TaskEvidence.trackedStates(completion.text))) }
        if stratum.hasSuffix("/induction"), let program = judgement.answer { comments.append(TaskEvidence.hasComment(program) ? 1 : 0) }
    }

    mutating func count(_ outcome: SelfPlay.Outcome) {
        valid[outcome.kind.rawValue, default: []].append(outcome.task == nil ? 0 : 1)
        if let rate = outcome.solveRate { rates[outcome.kind.rawValue, default: []].append(rate) }
        if let refused = outcome.refused { refusals[refused.reason.rawValue, default: 0] += 1 }
    }

    mutating func count(_ task: ReasoningTask, _ outcome: SelfPlay.Outcome, isNew: Bool, isNearDuplicate: Bool) {
        trivial.append(TaskEvidence.isTrivial(task) ? 1 : 0)
        repeated.append(isNew ? 0 : 1)
        nearDuplicates.append(isNearDuplicate ? 1 : 0)
        shapes.insert(TaskEvidence.shape(of: task.program))
    }

    var metrics: [String: Double] {
        var metrics: [String: Double] = [:]
        for (stratum, values) in rewards {
            metrics["reward/\(stratum)"] = Self.mean(values)
            metrics["reward_std/\(stratum)"] = Self.deviation(values)
        }
        for (stratum, values) in lengths { metrics["length/\(stratum)"] = Self.mean(values) }
        for (stratum, values) in right { metrics["accuracy/\(stratum)"] = Self.mean(values) }
        for (kind, values) in valid { metrics["tasks/valid_share/\(kind)"] = Self.mean(values) }
        for (kind, values) in rates { metrics["tasks/solve_rate/\(kind)"] = Self.mean(values) }
        for (reason, count) in refusals { metrics["tasks/refused/\(reason)"] = Double(count) }
        metrics["tasks/valid"] = Double(valid.values.joined().reduce(0, +))
        if !trivial.isEmpty {
            metrics["tasks/trivial_share"] = Self.mean(trivial)
            metrics["tasks/repeated_share"] = Self.mean(repeated)
            metrics["tasks/near_duplicate_share"] = Self.mean(nearDuplicates)
            metrics["tasks/shapes_per_task"] = Double(shapes.count) / Double(trivial.count)
        }
        if !comments.isEmpty { metrics["emergent/comment_share/induction"] = Self.mean(comments) }
        if !tracked.isEmpty { metrics["emergent/tracked_states/deduction"] = Self.mean(tracked) }
        return metrics
    }

    private static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

    private static func deviation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let centre = mean(values)
        return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
    }
}
