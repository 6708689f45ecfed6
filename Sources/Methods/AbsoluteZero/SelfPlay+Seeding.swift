import Environments
import Experience
import Foundation
import Sampling
import Sandbox
import Training

extension SelfPlay {
    /// The tasks a run begins with: from a file, or proposed by the untrained policy from the identity function upward
    /// (Zhao et al. 2025, §3.3.1).
    func seed(with sampler: any Sampler) async throws -> StepAccount {
        var account = StepAccount()
        for (index, task) in try await startingTasks().enumerated() {
            record(task, id: "seed-\(index)", parents: [], step: 0, evidence: "the run begins with it", into: &account)
        }
        let wanted = settings.tasksPerStratum * settings.seedFactor
        let given = account.tasks.count
        var round = 0
        for kind in settings.kinds {
            var barren = 0
            while buffer(kind).tasks.count < wanted, barren < settings.maxBarrenSteps {
                var generator = SeededGenerator(seed: context.seed, stream: "seeding/\(round)")
                let prompts = try proposers(of: kind, count: settings.tasksPerStratum, "seed-\(round)", &generator)
                if prompts.isEmpty { state.lastRefusal = "no question for a proposer of \(kind.rawValue) fits into \(Self.room)" }
                let groups = try await draw(prompts, from: sampler, "seeding", step: round)
                let found = try await checked(groups, at: 0)
                round += 1
                let before = buffer(kind).tasks.count
                for outcome in found {
                    if let task = outcome.task { record(task, id: outcome.id, parents: outcome.parents, step: 0, evidence: "proposed while seeding", into: &account) }
                }
                recordContent(groups, found, into: &account)
                barren = buffer(kind).tasks.count > before ? 0 : barren + 1
                remember(lastRefusalOf: found)
            }
        }
        // A file that fills the buffers leaves nothing to propose.
        guard round == 0 || account.tasks.count(where: { $0.status == TaskRecord.accepted }) > given else {
            throw TrainingError.noValidTask(steps: round, reason: "seeding: \(state.lastRefusal)")
        }
        return account
    }

    private func startingTasks() async throws -> [ReasoningTask] {
        if let file = settings.seedFile { return try await SeedTasks.read(URL(fileURLWithPath: file, relativeTo: context.folder), settings, check) }
        return SeedTasks.identity(settings.kinds, shown: settings.shown)
    }

    /// Proposals with refused content count and are kept while seeding too; other proposals that are no tasks are not.
    private func recordContent(_ groups: [RolloutGroup], _ found: [Outcome], into account: inout StepAccount) {
        for (group, outcome) in zip(groups, found) {
            guard let refusal = refusals[group.id], let refused = outcome.refused else { continue }
            count(refusal, "seeding, \(outcome.id)")
            account.tasks.append(
                TaskRecord(
                    id: outcome.id, step: 0, kind: outcome.kind.rawValue, status: refused.reason.rawValue, evidence: refused.evidence, specification: "",
                    parents: outcome.parents))
        }
    }

    private func record(_ task: ReasoningTask, id: String, parents: [String], step: Int, evidence: String, into account: inout StepAccount) {
        let isNew = state.buffers[task.kind.rawValue]?.insert(BufferedTask(id: id, task: task, step: step)) ?? false
        guard isNew else { return }
        account.tasks.append(
            TaskRecord(id: id, step: step, kind: task.kind.rawValue, status: TaskRecord.accepted, evidence: evidence, specification: task.json, parents: parents))
    }
}
