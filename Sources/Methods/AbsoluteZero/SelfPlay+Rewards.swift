import Environments
import Experience
import Foundation
import Sampling
import Sandbox
import Training

extension SelfPlay {
    func reward(_ group: RolloutGroup, at step: Int) async -> Reward {
        let text = group.completions.first?.text ?? ""
        var reward = group.prompt.stratum.hasPrefix("propose/") ? proposerReward(group) : await solverReward(text, group)
        if settings.reward == .random, reward.value != nil {
            var generator = SeededGenerator(seed: context.seed, stream: "random-reward/\(step)/\(group.id)")
            reward.value = generator.uniform() < 0.5 ? 1 : 0
        }
        if let refusal = refusals[group.id], group.prompt.stratum.hasPrefix("solve/") { reward.judgement.evidence += "; content: \(refusal)" }
        if group.prompt.stratum.hasPrefix("propose/"), !settings.trainsProposer { reward.value = nil }
        return reward
    }

    private func proposerReward(_ group: RolloutGroup) -> Reward {
        guard let outcome = outcomes[group.id] else {
            return Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: "the proposal \(group.id) was not checked"))
        }
        if let refused = outcome.refused {
            let isOurs = refused.reason == .infrastructure
            let verdict: Verdict = isOurs ? .infrastructureFailure : refused.reason == .form ? .unparseable : refused.reason == .timeout ? .timeout : .incorrect
            return Reward(value: isOurs ? nil : settings.formPenalty, judgement: Judgement(verdict: verdict, evidence: "\(refused.reason.rawValue): \(refused.evidence)"))
        }
        guard let task = outcome.task, let rate = outcome.solveRate else {
            return Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: "the task was not tried"))
        }
        let evidence = "a valid task, solved in \(outcome.right) of \(outcome.tried) attempts"
        guard outcome.keepsForm else {
            return Reward(value: settings.formPenalty, judgement: Judgement(verdict: .correct, answer: task.program, evidence: evidence + ", not in the form asked for"))
        }
        var value = ProposerReward.value(rate, by: settings)
        // Added only where the task can be learned from, as the released code adds them.
        if rate > 0, rate < 1 {
            value += ProposerReward.intrinsic([
                (settings.complexityWeight, outcome.figures?.complexity ?? 0), (settings.distanceWeight, outcome.figures?.distance ?? 0),
                (settings.diversityWeight, settings.diversityWeight > 0 ? novelty(of: task) : 0),
            ])
        }
        return Reward(value: value, judgement: Judgement(verdict: .correct, answer: task.program, evidence: evidence))
    }

    /// One minus the share of the last thousand accepted programs that have this one's shape.
    private func novelty(of task: ReasoningTask) -> Double {
        let recent = state.shapes.suffix(1000)
        guard !recent.isEmpty else { return 1 }
        let shape = TaskEvidence.shape(of: task.program)
        return 1 - Double(recent.count { $0 == shape }) / Double(recent.count)
    }

    private func solverReward(_ text: String, _ group: RolloutGroup) async -> Reward {
        let judgement = await verifier.judge(text, for: group.prompt.problem)
        let value: Double? = switch judgement.verdict {
        case .infrastructureFailure: nil
        case _ where !style.keepsForm(text, isProposal: false): settings.formPenalty
        case .correct: 1
        case .incorrect, .unparseable, .timeout, .resourceLimit: settings.wrongPenalty
        }
        return Reward(value: value, judgement: judgement)
    }
}
