import Environments
import Experience
import Foundation
import Sampling
import Sandbox
import Training

extension SelfPlay {
    /// One completion of each prompt. Proposals are checked while solvers are drawn; then the current policy tries each new
    /// task, which gives its solve rate.
    func rollouts(for prompts: [Prompt], from sampler: any Sampler, at step: Int) async throws -> [RolloutGroup] {
        times = Times(executedBefore: await executor.counts, classifiedBefore: await policy?.classifier?.counts ?? .init())
        guard !prompts.isEmpty else {
            throw TrainingError.noValidTask(steps: 1, reason: "no task and no proposer's question fits into \(Self.room)")
        }
        let first = prompts.prefix { $0.stratum.hasPrefix("propose/") }
        let proposed = try await draw(Array(first), from: sampler, "sampling/propose", step: step)
        async let checking = checked(proposed, at: step + 1)
        let solved = try await draw(Array(prompts.dropFirst(first.count)), from: sampler, "sampling/solve", step: step)
        let began = ContinuousClock.now
        var found = try await checking
        times.waiting += began.duration(to: .now) / .seconds(1)
        _ = try await screened(solved, at: step + 1)
        try await estimateSolveRates(&found, with: sampler, at: step)
        for (group, outcome) in zip(proposed, found) { outcomes[group.id] = outcome }
        return proposed + solved
    }

    func draw(_ prompts: [Prompt], from sampler: any Sampler, _ use: String, step: Int, completions: Int = 1) async throws -> [RolloutGroup] {
        guard !prompts.isEmpty else { return [] }
        return try await sampler.groups(
            for: prompts, completions: completions, options: context.sampling, seed: context.seed(for: use, step: step))
    }

    /// Why the content policy refuses what was drawn, in order; kept for the step's account.
    ///
    /// - Throws: `TrainingError.classifierFailed`; `state` is then what it was.
    func screened(_ groups: [RolloutGroup], at step: Int) async throws -> [ContentRefusal?] {
        guard let policy else { return groups.map { _ in nil } }
        let began = ContinuousClock.now
        do throws(ContentClassifierError) {
            let found = try await policy.refusals(of: groups.map { $0.completions.first?.text ?? "" })
            for (group, refusal) in zip(groups, found) { refusals[group.id] = refusal }
            times.classifying += began.duration(to: .now) / .seconds(1)
            return found
        } catch {
            throw TrainingError.classifierFailed(step: step, reason: "\(error)")
        }
    }

    /// What each proposer's completion came to, a few at a time.
    func checked(_ groups: [RolloutGroup], at step: Int) async throws -> [Outcome] {
        let refusals = try await screened(groups, at: step)
        return await withTaskGroup(of: (Int, Outcome).self) { tasks in
            for (index, group) in groups.enumerated() {
                let commission = commissions[group.prompt.problem.id]
                tasks.addTask { (index, await self.checked(group, commission, refusals[index])) }
            }
            var outcomes: [Outcome?] = Array(repeating: nil, count: groups.count)
            for await (index, outcome) in tasks { outcomes[index] = outcome }
            return outcomes.compactMap(\.self)
        }
    }

    private nonisolated func checked(_ group: RolloutGroup, _ commission: Commission?, _ refusal: ContentRefusal?) async -> Outcome {
        let problem = group.prompt.problem
        let text = group.completions.first?.text ?? ""
        guard let commission else {
            return Outcome(
                kind: .deduction, id: problem.id, parents: [], keepsForm: false, text: text,
                refused: .init(reason: .infrastructure, evidence: "nobody was asked for the proposal \(problem.id)"))
        }
        var outcome = Outcome(
            kind: commission.kind, id: problem.id, parents: commission.parents, keepsForm: style.keepsForm(text, isProposal: true), text: text)
        if let refusal {
            outcome.refused = .init(reason: refusal.source == .pattern ? .content : .classifier, evidence: refusal.description)
            return outcome
        }
        guard let proposal = style.proposal(in: text, kind: commission.kind, program: commission.program) else {
            outcome.refused = .init(reason: .form, evidence: "no program and input in the form that was asked for")
            return outcome
        }
        do {
            let hidden = settings.hidesOwnInput && commission.kind == .induction ? commission.ownInput.map { [$0] } ?? [] : []
            var trimmed = proposal
            if commission.kind == .induction { trimmed.inputs = Array(proposal.inputs.prefix(settings.numInputs)) }
            guard commission.kind != .induction || trimmed.inputs.count == settings.numInputs else {
                outcome.refused = .init(reason: .pairs, evidence: "\(proposal.inputs.count) inputs, \(settings.numInputs) were asked for")
                return outcome
            }
            outcome.task = try await check.task(trimmed, kind: commission.kind, shown: settings.shown, hidden: hidden)
        } catch {
            outcome.refused = error
        }
        return outcome
    }

    /// All attempts at all new tasks in one call of the sampler; prompts are shared by their attempts.
    private func estimateSolveRates(_ found: inout [Outcome], with sampler: any Sampler, at step: Int) async throws {
        var prompts: [Prompt] = []
        var places: [Int] = []
        for (index, outcome) in found.enumerated() {
            guard let task = outcome.task else { continue }
            if let prompt = try fittingSolver(BufferedTask(id: outcome.id, task: task, step: step + 1)) {
                prompts.append(prompt)
                places.append(index)
            } else {
                found[index].task = nil
                found[index].refused = .init(reason: .length, evidence: "the solver's prompt is longer than the limit")
            }
        }
        guard !prompts.isEmpty else { return }
        let groups = try await draw(prompts, from: sampler, "sampling/estimate", step: step, completions: settings.solveSamples)
        let began = ContinuousClock.now
        let verdicts = await withTaskGroup(of: (Int, [Verdict]).self) { tasks in
            for (index, group) in groups.enumerated() {
                tasks.addTask { [verifier] in
                    var verdicts: [Verdict] = []
                    for completion in group.completions { verdicts.append(await verifier.judge(completion.text, for: group.prompt.problem).verdict) }
                    return (index, verdicts)
                }
            }
            var all = [[Verdict]](repeating: [], count: groups.count)
            for await (index, verdicts) in tasks { all[index] = verdicts }
            return all
        }
        for (place, verdicts) in zip(places, verdicts) {
            found[place].tried = verdicts.count { $0 != .infrastructureFailure }
            found[place].right = verdicts.count { $0 == .correct }
            guard found[place].tried > 0 else {
                found[place].task = nil
                found[place].refused = .init(reason: .infrastructure, evidence: "no attempt at it could be judged")
                continue
            }
            guard let measure, let task = found[place].task else { continue }
            let references = found[place].parents.compactMap { id in state.buffers.values.lazy.compactMap { $0.tasks.first { $0.id == id } }.first?.task.program }
            found[place].figures = await measure.figures(of: task.program, against: references)
        }
        times.waiting += began.duration(to: .now) / .seconds(1)
    }
}
