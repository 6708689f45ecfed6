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
            if let screen, let pattern = group.completions.first.flatMap({ screen.refusal(of: $0.text) }) {
                state.refusedContent += 1
                state.lastContent = "'\(pattern)' in \(group.prompt.stratum), step \(step + 1), group \(place)"
            }
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
                if let rate = outcome.solveRate {
                    account.attempts.append(
                        TaskAttempts(
                            taskID: outcome.id, step: step + 1, attempts: settings.solveSamples,
                            correct: Int((rate * Double(settings.solveSamples)).rounded())))
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
        account.metrics["tasks/refused_content"] = Double(state.refusedContent)
        return account
    }

    func reasonToStop() -> TrainingError? {
        if state.barren >= settings.maxBarrenSteps { return .noValidTask(steps: state.barren, reason: state.lastRefusal) }
        if let limit = settings.maxRefusedContent, state.refusedContent > limit {
            return .refusedContent(count: state.refusedContent, limit: limit, last: state.lastContent)
        }
        return nil
    }
}
