import Environments
import Experience
import Foundation
import Sampling
import Sandbox
import Training

extension SelfPlay {
    /// Puts the step's tasks into the buffers and tells of them.
    func account(of groups: [ScoredGroup], at step: Int) async -> StepAccount {
        var account = StepAccount()
        var numbers = SelfPlayNumbers()
        for (place, scored) in groups.enumerated() {
            let (group, reward) = (scored.group, scored.rewards.first)
            if let refusal = refusals[group.id] { count(refusal, "\(group.prompt.stratum), step \(step + 1), group \(place)") }
            numbers.count(group, reward)
            guard let outcome = outcomes[group.id] else {
                if reward?.judgement.verdict != .infrastructureFailure {
                    account.attempts.append(
                        TaskAttempts(taskID: group.prompt.problem.id, step: step + 1, attempts: 1, correct: reward?.judgement.verdict == .correct ? 1 : 0))
                }
                continue
            }
            var isNew = false
            if let task = outcome.task {
                isNew = state.buffers[task.kind.rawValue]?.insert(BufferedTask(id: outcome.id, task: task, step: step + 1)) ?? false
                let shape = TaskEvidence.shape(of: task.program)
                numbers.count(task, outcome, isNew: isNew, isNearDuplicate: state.shapes.contains(shape))
                if isNew {
                    state.shapes.append(shape)
                    if state.shapes.count > 4000 { state.shapes.removeFirst(state.shapes.count - 4000) }
                }
                if outcome.tried > 0 {
                    account.attempts.append(TaskAttempts(taskID: outcome.id, step: step + 1, attempts: outcome.tried, correct: outcome.right))
                }
            }
            numbers.count(outcome)
            account.tasks.append(
                TaskRecord(
                    id: outcome.id, step: step + 1, kind: outcome.kind.rawValue,
                    status: outcome.refused?.reason.rawValue ?? (isNew ? TaskRecord.accepted : "repeated"),
                    evidence: outcome.refused?.evidence ?? reward?.judgement.evidence ?? "",
                    specification: outcome.task?.json ?? "", group: place, parents: outcome.parents, solveRate: outcome.solveRate, reward: reward?.value))
        }
        let proposed = groups.compactMap { outcomes[$0.group.id] }
        state.barren = proposed.contains { $0.task != nil } ? 0 : state.barren + 1
        remember(lastRefusalOf: proposed)
        account.metrics = numbers.metrics
        for kind in settings.kinds {
            account.metrics["tasks/buffer/\(kind.rawValue)"] = Double(buffer(kind).tasks.count)
            account.metrics["tasks/evicted/\(kind.rawValue)"] = Double(buffer(kind).evicted)
        }
        let counts = await executor.counts
        account.metrics["execution/programs"] = Double(counts.programs - times.executedBefore.programs)
        account.metrics["execution/cached"] = Double(counts.cached - times.executedBefore.cached)
        account.metrics["time/execution_workers"] = counts.seconds - times.executedBefore.seconds
        account.metrics["time/execution_wait"] = times.waiting
        account.metrics["tasks/refused_content"] = Double(refusedContent)
        if policy != nil {
            for source in ContentRefusal.Source.allCases {
                account.metrics["tasks/refused_content/\(source.rawValue)"] = Double(state.refusedContent[source.rawValue] ?? 0)
            }
        }
        if let counts = await policy?.classifier?.counts {
            account.metrics["content/classified"] = Double(counts.classified - times.classifiedBefore.classified)
            account.metrics["content/known"] = Double(counts.known - times.classifiedBefore.known)
            account.metrics["time/classification"] = times.classifying
        }
        return account
    }

    private var refusedContent: Int { state.refusedContent.values.reduce(0, +) }

    func count(_ refusal: ContentRefusal, _ place: String) {
        state.refusedContent[refusal.source.rawValue, default: 0] += 1
        state.lastContent = "\(refusal.source.rawValue) '\(refusal.category)', \(place)"
    }

    func remember(lastRefusalOf outcomes: [Outcome]) {
        if let refused = outcomes.last(where: { $0.refused != nil })?.refused { state.lastRefusal = "\(refused.reason.rawValue): \(refused.evidence)" }
    }

    func reasonToStop() -> TrainingError? {
        if state.barren >= settings.maxBarrenSteps { return .noValidTask(steps: state.barren, reason: state.lastRefusal) }
        if let limit = settings.maxRefusedContent, refusedContent > limit {
            return .refusedContent(count: refusedContent, limit: limit, last: state.lastContent)
        }
        return nil
    }
}
