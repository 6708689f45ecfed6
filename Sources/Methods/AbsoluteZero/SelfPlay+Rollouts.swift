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
        times = Times(waiting: 0, executedBefore: await executor.counts)
        guard !prompts.isEmpty else {
            throw TrainingError.noValidTask(steps: 1, reason: "no task and no proposer's question fits into sampling.max_prompt_length")
        }
        let first = prompts.prefix { $0.stratum.hasPrefix("propose/") }
        let proposed = try await draw(Array(first), from: sampler, "sampling/propose", step: step)
        async let checking = checked(proposed)
        let solved = try await draw(Array(prompts.dropFirst(first.count)), from: sampler, "sampling/solve", step: step)
        let began = ContinuousClock.now
        var found = await checking
        times.waiting += began.duration(to: .now) / .seconds(1)
        try await estimateSolveRates(&found, with: sampler, at: step)
        for (group, outcome) in zip(proposed, found) { outcomes[group.id] = outcome }
        state.barren = found.contains { $0.task != nil } ? 0 : state.barren + 1
        if let refused = found.last(where: { $0.refused != nil })?.refused { state.lastRefusal = "\(refused.reason.rawValue): \(refused.evidence)" }
        return proposed + solved
    }

    func draw(_ prompts: [Prompt], from sampler: any Sampler, _ use: String, step: Int, completions: Int = 1) async throws -> [RolloutGroup] {
        guard !prompts.isEmpty else { return [] }
        return try await sampler.groups(
            for: prompts, completions: completions, options: context.sampling, seed: context.seed(for: use, step: step))
    }

    /// What each proposer's completion came to, a few at a time.
    func checked(_ groups: [RolloutGroup]) async -> [Outcome] {
        await withTaskGroup(of: (Int, Outcome).self) { tasks in
            for (index, group) in groups.enumerated() { tasks.addTask { (index, await self.checked(group)) } }
            var outcomes: [Outcome?] = Array(repeating: nil, count: groups.count)
            for await (index, outcome) in tasks { outcomes[index] = outcome }
            return outcomes.compactMap(\.self)
        }
    }

    nonisolated func checked(_ group: RolloutGroup) async -> Outcome {
        let problem = group.prompt.problem
        let text = group.completions.first?.text ?? ""
        let commission: Commission
        do {
            commission = try JSONDecoder().decode(Commission.self, from: Data(problem.specification.utf8))
        } catch {
            return Outcome(
                kind: .deduction, id: problem.id, parents: [], keepsForm: false, text: text,
                refused: .init(reason: .infrastructure, evidence: "the commission cannot be read: \(error)"))
        }
        var outcome = Outcome(
            kind: commission.kind, id: problem.id, parents: commission.parents, keepsForm: style.keepsForm(text, isProposal: true), text: text)
        if let screen, let pattern = screen.refusal(of: text) {
            outcome.refused = .init(reason: .content, evidence: "the policy '\(pattern)' refuses it")
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
        let rates = await withTaskGroup(of: (Int, Double).self) { tasks in
            for (index, group) in groups.enumerated() {
                tasks.addTask { [verifier] in
                    var right = 0
                    for completion in group.completions {
                        right += await verifier.judge(completion.text, for: group.prompt.problem).verdict == .correct ? 1 : 0
                    }
                    return (index, Double(right) / Double(max(1, group.completions.count)))
                }
            }
            var rates = [Double](repeating: 0, count: groups.count)
            for await (index, rate) in tasks { rates[index] = rate }
            return rates
        }
        for (place, rate) in zip(places, rates) {
            found[place].solveRate = rate
            guard let measure, let task = found[place].task else { continue }
            let references = found[place].parents.compactMap { id in state.buffers.values.lazy.compactMap { $0.tasks.first { $0.id == id } }.first?.task.program }
            found[place].figures = await measure.figures(of: task.program, against: references)
        }
        times.waiting += began.duration(to: .now) / .seconds(1)
    }
}
