import Environments
public import Experience
public import Objectives
public import Recipes
public import Sampling
public import Training

/// Reinforcement learning with verifiable rewards on one example, or a few, repeated to fill the batch.
///
/// Wang et al. 2025, arXiv:2504.20571, with GRPO as their released script runs it: each repetition of the example is a
/// group of its own, and its baseline is that group. The variants (Dr. GRPO, DAPO, GSPO, CISPO, RLOO, REINFORCE++) are
/// other advantages and surrogates of the same objective.
public struct RLVR: Method {
    public static let name = OneShotSettings.methodName

    private let settings: OneShotSettings
    private let context: MethodContext
    private let verifier: any Verifier
    private let objective: PolicyObjective
    public let aggregation: Aggregation

    public init(settings: OneShotSettings, context: MethodContext) async throws {
        guard !context.examples.isEmpty else {
            throw TrainingError.badData("data.train gave no example to train on; see data.example")
        }
        self.settings = settings
        self.context = context
        switch settings.reward {
        case .maths: verifier = context.verifier
        case .format: verifier = BoxFormatVerifier()
        case .random: verifier = RandomVerifier(seed: context.seed(for: "random-reward", step: 0))
        }
        objective = PolicyObjective(settings)
        aggregation = Aggregation(settings, maxCompletion: context.sampling.maxTokens)
    }

    public static func control(_ name: ControlName, of settings: OneShotSettings) throws -> OneShotSettings {
        var altered = settings
        switch name {
        case .random: altered.reward = .random
        case .format: altered.reward = .format
        // No problem of ours has it for an answer (Wang et al. 2025, table 5, row 13).
        case .wrongLabel: altered.label = "9292725"
        case .frozenProposer: throw TrainingError.badData("controls: frozen-proposer is a control of absolute-zero; \(Self.name) has random, format and wrong-label")
        }
        return altered
    }

    public var updatesPerRollout: Int { settings.updatesPerRollout }
    public var needsReference: Bool { settings.beta != 0 }

    public func prompts(at step: Int) async throws -> [Prompt] {
        (0..<settings.promptsPerStep).map { row in
            var prompt = context.examples[row % context.examples.count]
            if let label = settings.label { prompt.problem.label = label }
            return prompt
        }
    }

    /// With dynamic sampling (DAPO, arXiv:2503.14476, §3.2), groups whose rewards are all equal are drawn again, up to
    /// ten times; what is missing then is missing.
    public func rollouts(
        for prompts: [Prompt], from sampler: any Sampler, at step: Int
    ) async throws -> [RolloutGroup] {
        let seed = context.seed(for: "sampling", step: step)
        var groups = try await sampler.groups(
            for: prompts, completions: settings.numGenerations, options: context.sampling, seed: seed)
        guard settings.dynamicSampling else { return groups }
        var informative: [RolloutGroup] = []
        for round in 1...10 {
            for group in groups {
                let values = try await rewards(for: group, at: step).compactMap(\.value)
                if Set(values).count > 1 { informative.append(group) }
            }
            guard informative.count < prompts.count, round < 10 else { break }
            groups = try await sampler.groups(
                for: Array(prompts.suffix(prompts.count - informative.count)), completions: settings.numGenerations,
                options: context.sampling, seed: seed &+ UInt64(round))
        }
        // Nothing to learn from in ten rounds: the step still gets entropy and KL from what was drawn.
        return informative.isEmpty ? groups : Array(informative.prefix(prompts.count))
    }

    public func rewards(for group: RolloutGroup, at step: Int) async throws -> [Reward] {
        var rewards: [Reward] = []
        for (index, completion) in group.completions.enumerated() {
            // A fixed function of the text could be learned; the random control draws anew for each rollout.
            let judge = (verifier as? RandomVerifier)?.fresh(step: step, index: draw(group, index)) ?? verifier
            var reward = await judge.reward(completion.text, for: group.prompt.problem)
            if let overlong = settings.overlong, let value = reward.value {
                reward.value = value + overlong.penalty
                    * overlongPenalty(
                        length: completion.tokens.count, limit: context.sampling.maxTokens, buffer: overlong.buffer)
            }
            rewards.append(reward)
        }
        return rewards
    }

    private func draw(_ group: RolloutGroup, _ index: Int) -> Int {
        let row = Int(group.id.split(separator: "-").last ?? "0") ?? 0
        return row * settings.numGenerations + index
    }

    public func advantages(of groups: [RolloutGroup], rewards: [[Reward]]) throws -> [[Double]] {
        let values = rewards.map { $0.compactMap(\.value) }
        var computed: [[Double]]
        switch settings.lossType {
        case .rloo: computed = try values.map { $0.count < 2 ? $0.map { _ in 0 } : try leaveOneOutAdvantages($0) }
        case .reinforcePP:
            let lengths = zip(groups, rewards).map { group, rewards in
                zip(group.completions, rewards).filter { $0.1.value != nil }.map { $0.0.tokens.count }
            }
            computed = whitenedAdvantages(values, lengths: lengths)
        case .grpo, .drGRPO, .dapo, .gspo, .cispo:
            switch settings.lossType == .drGRPO ? .none : settings.scaleRewards {
            case .batch:
                // A group with fewer than two rewards has no baseline, and no part in the batch's deviation.
                let full = values.indices.filter { values[$0].count > 1 }
                computed = values.map { $0.map { _ in 0 } }
                for (row, scaled) in zip(full, try batchScaledAdvantages(full.map { values[$0] })) { computed[row] = scaled }
            case .none: computed = try values.map { $0.count < 2 ? $0.map { _ in 0 } : try centredAdvantages($0) }
            case .group: computed = try values.map { $0.count < 2 ? $0.map { _ in 0 } : try groupRelativeAdvantages($0) }
            }
        }
        // Dropped rollouts keep their place, with advantage 0.
        return zip(rewards, computed).map { rewards, advantages in
            var rest = advantages[...]
            return rewards.map { $0.value == nil ? 0 : rest.popFirst() ?? 0 }
        }
    }

    public func trains(on completion: Completion) -> Bool {
        !(settings.maskTruncatedCompletions && completion.stopReason == .length)
    }

    public func loss(on batch: PolicyBatch) throws -> ObjectiveValue {
        try objective(batch)
    }
}
