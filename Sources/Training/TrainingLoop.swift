public import Environments
public import Experience
public import RunStore
public import Sampling
public import Torch

/// What happens in a run, as it happens.
public enum TrainingEvent: Sendable {
    case resumed(step: Int)
    case stepFinished(StepRecord, of: Int)
    case evaluated(name: String, step: Int, accuracy: Double)
    case checkpointed(step: Int)
    case stopping(step: Int)
}

/// Runs the method, step by step; the only loop there is.
@EngineActor
public struct TrainingLoop<M: Method> {
    public struct Plan: Sendable {
        public var steps: Int
        /// A checkpoint every so many steps, and at the end; 0 only at the end.
        public var saveEvery: Int
        public var saveAtMost: Int?
        /// An evaluation every so many steps; 0 only before and after.
        public var evaluateEvery: Int

        public init(steps: Int, saveEvery: Int, saveAtMost: Int?, evaluateEvery: Int) {
            self.steps = steps
            self.saveEvery = saveEvery
            self.saveAtMost = saveAtMost
            self.evaluateEvery = evaluateEvery
        }
    }

    public let method: M
    public let learner: Learner
    public let sampler: PolicySampler
    public let run: RunWriter
    public let plan: Plan
    /// Evaluates the policy as it stands; rows go to the store.
    public let evaluate: @Sendable (Int) async throws -> [EvaluationRow]
    public let checkpoint: PolicyCheckpoint
    /// What the verifier's graders differ on; stored with the step it was found in.
    public let disagreements: DisagreementLog
    public let onEvent: @Sendable (TrainingEvent) -> Void

    public init(
        method: M, learner: Learner, sampler: PolicySampler, run: RunWriter, plan: Plan, checkpoint: PolicyCheckpoint,
        disagreements: DisagreementLog = DisagreementLog(), evaluate: @escaping @Sendable (Int) async throws -> [EvaluationRow],
        onEvent: @escaping @Sendable (TrainingEvent) -> Void
    ) {
        self.method = method
        self.learner = learner
        self.sampler = sampler
        self.run = run
        self.plan = plan
        self.checkpoint = checkpoint
        self.disagreements = disagreements
        self.evaluate = evaluate
        self.onEvent = onEvent
    }

    /// - Parameters:
    ///   - first: the first step to run, from 0; above 0 after a resume.
    ///   - shouldStop: asked after each step.
    /// - Returns: whether the run was finished, rather than stopped.
    public func callAsFunction(from first: Int, shouldStop: @Sendable () -> Bool) async throws -> Bool {
        let started = ContinuousClock.now
        var saved = first
        if first == 0 {
            let account = try await method.prepare(with: sampler)
            if account != StepAccount() { try run.database.append(account) }
            try await evaluation("heldout/before", step: 0)
        }
        for step in first..<plan.steps {
            let begun = ContinuousClock.now
            let prompts = try await method.prompts(at: step)
            let groups: [RolloutGroup]
            do {
                groups = try await method.rollouts(for: prompts, from: sampler, at: step)
            } catch let error as TrainingError {
                // Nothing was learned from this step, so what was before it is whole.
                if step > saved { try await save(step) }
                throw error
            }
            let sampled = ContinuousClock.now
            let rewards = try await judged(groups, at: step)
            let advantages = try method.advantages(of: groups, rewards: rewards)
            let scored = zip(groups, zip(rewards, advantages)).map {
                ScoredGroup(group: $0, rewards: $1.0, advantages: $1.1)
            }
            let verified = ContinuousClock.now
            var metrics = StepMetrics.of(scored)
            let update = try learner.update(scored, using: method, sampled: sampler.sampledFingerprint, step: step)
            metrics.merge(update) { $1 }
            let account = try await method.account(of: scored, at: step)
            metrics.merge(account.metrics) { $1 }
            metrics["time/sampling"] = begun.duration(to: sampled) / .seconds(1)
            metrics["time/verification"] = sampled.duration(to: verified) / .seconds(1)
            metrics["time/update"] = verified.duration(to: .now) / .seconds(1)
            metrics["step_time"] = begun.duration(to: .now) / .seconds(1)
            metrics["num_tokens"] = Double(groups.reduce(0) { $0 + $1.completions.reduce(0) { $0 + $1.tokens.count } })
            let record = StepRecord(step: step + 1, elapsed: started.duration(to: .now) / .seconds(1), metrics: metrics)
            try run.append(record, groups: scored, account: account)
            try run.database.append(disagreements: disagreements.drain(), step: step + 1)
            onEvent(.stepFinished(record, of: plan.steps))

            let done = step + 1
            let last = done == plan.steps
            if !last, plan.evaluateEvery > 0, done % plan.evaluateEvery == 0 {
                try await evaluation("heldout/step-\(done)", step: done)
            }
            let reason = await method.reasonToStop(after: step)
            let stopping = !last && shouldStop()
            if last || stopping || reason != nil || (plan.saveEvery > 0 && done % plan.saveEvery == 0) {
                try await save(done)
                saved = done
            }
            if let reason { throw reason }
            if stopping {
                onEvent(.stopping(step: done))
                return false
            }
        }
        try await evaluation("heldout/after", step: plan.steps)
        return true
    }

    /// One child task per group; the order of the results is the order of the groups.
    private func judged(_ groups: [RolloutGroup], at step: Int) async throws -> [[Reward]] {
        let method = self.method
        return try await withThrowingTaskGroup(of: (Int, [Reward]).self) { tasks in
            for (index, group) in groups.enumerated() {
                tasks.addTask { (index, try await method.rewards(for: group, at: step)) }
            }
            var rewards = [[Reward]](repeating: [], count: groups.count)
            for try await (index, judged) in tasks {
                precondition(
                    judged.count == groups[index].completions.count,
                    "\(judged.count) rewards for \(groups[index].completions.count) completions")
                rewards[index] = judged
            }
            return rewards
        }
    }

    private func evaluation(_ name: String, step: Int) async throws {
        let rows = try await evaluate(step)
        guard !rows.isEmpty else { return }
        try run.append(evaluation: name, step: step, rows: rows)
        try run.database.append(disagreements: disagreements.drain(), step: step)
        onEvent(.evaluated(name: name, step: step, accuracy: Double(rows.count { $0.correct }) / Double(rows.count)))
    }

    private func save(_ step: Int) async throws {
        let state = try await method.state()
        try await run.checkpoint(step: step, savingAtMost: plan.saveAtMost) { folder in
            try checkpoint.write(learner.policy, learner.optimizer, step: step, method: state, to: folder)
        }
        onEvent(.checkpointed(step: step))
    }
}
