import Environments
import Experience
import Foundation
import Sampling
import Sandbox
import Training

/// The memory of self-play: buffers, what this step's proposals came to, and counters. All of it goes into checkpoints.
actor SelfPlay {
    /// What became of one proposal.
    struct Outcome: Sendable {
        var kind: ReasoningTask.Kind
        var id: String
        var parents: [String]
        var keepsForm: Bool
        var text: String
        var task: ReasoningTask?
        var refused: ProposalCheck.Refused?
        var solveRate: Double?
        /// Where the recipe pays for them.
        var figures: ProgramMeasure.Figures?
    }

    private let settings: AbsoluteZeroSettings
    private let context: MethodContext
    private let style: any ReasoningStyle
    private let executor: ReasoningExecutor
    private let check: ProposalCheck
    private let measure: ProgramMeasure?
    private let screen: ContentScreen?
    nonisolated let verifier: ReasoningVerifier

    private var state: State
    /// By group id, of the step that is under way.
    private var outcomes: [String: Outcome] = [:]
    private var times = Times()

    struct State: Codable {
        var buffers: [String: TaskBuffer]
        var barren = 0
        var lastRefusal = ""
        var refusedContent = 0
        var lastContent = ""
        /// Shapes of accepted programs, newest last, for near-duplicates.
        var shapes: [String] = []
        var executor: ReasoningExecutor.State?
    }

    private struct Times {
        var waiting = 0.0
        var executedBefore = ReasoningExecutor.Counts()
    }

    init(settings: AbsoluteZeroSettings, context: MethodContext, sandbox: Sandbox) throws {
        self.settings = settings
        self.context = context
        style = settings.style == .seedWorld ? SeedWorldStyle() : FencedStyle()
        executor = ReasoningExecutor(
            sandbox: sandbox, limits: SandboxLimits(wallSeconds: settings.programSeconds), modules: settings.modules)
        check = ProposalCheck(executor: executor, modules: settings.modules, longestOutput: settings.longestOutput)
        verifier = ReasoningVerifier(executor: executor, style: style, tolerance: settings.floatTolerance)
        measure = settings.complexityWeight > 0 || settings.distanceWeight > 0 ? ProgramMeasure(sandbox: sandbox) : nil
        screen = try settings.contentPolicy.map { try ContentScreen(file: URL(fileURLWithPath: $0, relativeTo: context.folder)) }
        state = State(buffers: Dictionary(settings.kinds.map { ($0.rawValue, TaskBuffer(limit: settings.bufferLimit)) }) { $1 })
    }

    private func buffer(_ kind: ReasoningTask.Kind) -> TaskBuffer { state.buffers[kind.rawValue] ?? TaskBuffer(limit: settings.bufferLimit) }

    // MARK: Seeding

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
                let groups = try await draw(prompts, from: sampler, "seeding", step: round)
                let found = await checked(groups)
                round += 1
                let before = buffer(kind).tasks.count
                for outcome in found {
                    if let task = outcome.task { record(task, id: outcome.id, parents: outcome.parents, step: 0, evidence: "proposed while seeding", into: &account) }
                }
                barren = buffer(kind).tasks.count > before ? 0 : barren + 1
                if let refused = found.last(where: { $0.refused != nil })?.refused { state.lastRefusal = "\(refused.reason.rawValue): \(refused.evidence)" }
            }
        }
        guard account.tasks.count > given else { throw TrainingError.noValidTask(steps: round, reason: "seeding: \(state.lastRefusal)") }
        return account
    }

    private func startingTasks() async throws -> [ReasoningTask] {
        if let file = settings.seedFile { return try await SeedTasks.read(URL(fileURLWithPath: file, relativeTo: context.folder), settings, check) }
        return SeedTasks.identity(settings.kinds, shown: settings.shown)
    }

    private func record(_ task: ReasoningTask, id: String, parents: [String], step: Int, evidence: String, into account: inout StepAccount) {
        let isNew = state.buffers[task.kind.rawValue]?.insert(BufferedTask(id: id, task: task, step: step)) ?? false
        guard isNew else { return }
        account.tasks.append(
            TaskRecord(id: id, step: step, kind: task.kind.rawValue, status: TaskRecord.accepted, evidence: evidence, specification: task.json, parents: parents))
    }

    // MARK: Prompts

    /// Proposers of every kind, then solvers of every kind.
    func prompts(at step: Int) throws -> [Prompt] {
        var generator = SeededGenerator(seed: context.seed, stream: "curriculum/\(step)")
        outcomes = [:]
        var prompts: [Prompt] = []
        for kind in settings.kinds {
            prompts += try proposers(of: kind, count: settings.tasksPerStratum, "\(step + 1)", &generator)
        }
        for kind in settings.kinds {
            prompts += try buffer(kind).solving(settings.tasksPerStratum, newest: step, &generator).compactMap(fittingSolver)
        }
        return prompts
    }

    static func stratum(_ role: String, _ kind: String) -> String { "\(role)/\(kind)" }

    /// What a proposer's problem remembers until its completion is read.
    private struct Commission: Codable {
        var kind: ReasoningTask.Kind
        var parents: [String]
        /// Of an induction: the program that is given, and the input it came with.
        var program: String?
        var ownInput: String?
    }

    private func proposers(of kind: ReasoningTask.Kind, count: Int, _ label: String, _ generator: inout SeededGenerator) throws -> [Prompt] {
        var prompts: [Prompt] = []
        for index in 0..<count {
            let id = "\(label)-\(kind.rawValue)-\(index)"
            if kind == .induction {
                // One program of the other kinds; without them, of its own.
                let sources = settings.kinds.filter { $0 == .deduction || $0 == .abduction }.flatMap { buffer($0).tasks }
                let pool = sources.isEmpty ? buffer(.induction).tasks : sources
                guard !pool.isEmpty else { continue }
                let source = generator.element(of: pool)
                let commission = Commission(kind: kind, parents: [source.id], program: source.task.program, ownInput: source.task.pairs.first?.input)
                if let prompt = try fitting({ _ in style.inputsQuestion(for: source.task, inputs: settings.numInputs) }, commission, [source], id) { prompts.append(prompt) }
            } else {
                let references = buffer(kind).references(settings.references, &generator)
                let commission = Commission(kind: kind, parents: references.map(\.id), program: nil, ownInput: nil)
                if let prompt = try fitting({ style.proposalQuestion(kind, references: $0.map(\.task)) }, commission, references, id) { prompts.append(prompt) }
            }
        }
        return prompts
    }

    /// The prompt with as many references as the limit allows; `nil` where even the shortest is too long.
    private func fitting(_ question: ([BufferedTask]) -> String, _ commission: Commission, _ references: [BufferedTask], _ id: String) throws -> Prompt? {
        var shown = references[...]
        while true {
            var commission = commission
            if commission.kind != .induction { commission.parents = shown.map(\.id) }
            do {
                return try rendered(question(Array(shown)), id: id, role: "propose", kind: commission.kind, specification: Self.json(commission), label: "")
            } catch TrainingError.promptTooLong {
                guard !shown.isEmpty, commission.kind != .induction else { return nil }
                shown = shown.dropLast()
            }
        }
    }

    /// `nil` for a task whose prompt is longer than the limit.
    private func fittingSolver(_ buffered: BufferedTask) throws -> Prompt? {
        do {
            return try solver(buffered)
        } catch TrainingError.promptTooLong {
            return nil
        }
    }

    private func solver(_ buffered: BufferedTask) throws -> Prompt {
        let task = buffered.task
        let label = switch task.kind {
        case .deduction, .errorDeduction: task.pairs[0].output
        case .abduction: task.pairs[0].input
        case .induction: task.program
        }
        return try rendered(style.question(for: task), id: buffered.id, role: "solve", kind: task.kind, specification: task.json, label: label)
    }

    private func rendered(_ question: String, id: String, role: String, kind: ReasoningTask.Kind, specification: String, label: String) throws -> Prompt {
        let stratum = Self.stratum(role, kind.rawValue)
        let problem = Problem(id: id, question: question, label: label, family: stratum, provenance: "self-play", specification: specification)
        var prompt = try role == "propose" && style.proposalsContinueText ? context.renderRaw(problem) : context.render(problem)
        prompt.stratum = stratum
        return prompt
    }

    private static func json(_ commission: Commission) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(commission) else { preconditionFailure("texts are always JSON") }
        return String(decoding: data, as: UTF8.self)
    }

    // MARK: Rollouts

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

    private func draw(_ prompts: [Prompt], from sampler: any Sampler, _ use: String, step: Int, completions: Int = 1) async throws -> [RolloutGroup] {
        guard !prompts.isEmpty else { return [] }
        return try await sampler.groups(
            for: prompts, completions: completions, options: context.sampling, seed: context.seed(for: use, step: step))
    }

    /// What each proposer's completion came to, a few at a time.
    private func checked(_ groups: [RolloutGroup]) async -> [Outcome] {
        await withTaskGroup(of: (Int, Outcome).self) { tasks in
            for (index, group) in groups.enumerated() { tasks.addTask { (index, await self.checked(group)) } }
            var outcomes: [Outcome?] = Array(repeating: nil, count: groups.count)
            for await (index, outcome) in tasks { outcomes[index] = outcome }
            return outcomes.compactMap(\.self)
        }
    }

    private nonisolated func checked(_ group: RolloutGroup) async -> Outcome {
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

    // MARK: Rewards

    func reward(_ group: RolloutGroup, at step: Int) async -> Reward {
        let text = group.completions.first?.text ?? ""
        var reward = group.prompt.stratum.hasPrefix("propose/") ? proposerReward(group) : await solverReward(text, group)
        if settings.reward == .random, reward.value != nil {
            var generator = SeededGenerator(seed: context.seed, stream: "random-reward/\(step)/\(group.id)")
            reward.value = generator.uniform() < 0.5 ? 1 : 0
        }
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
        let evidence = "a valid task, solved in \(Int((rate * Double(settings.solveSamples)).rounded())) of \(settings.solveSamples) attempts"
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

    // MARK: Account

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

    // MARK: Checkpoints

    func encoded() async throws -> [UInt8] {
        var copy = state
        copy.executor = await executor.state
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return [UInt8](try encoder.encode(copy))
    }

    func restore(_ bytes: [UInt8]) async throws {
        do {
            state = try JSONDecoder().decode(State.self, from: Data(bytes))
        } catch {
            throw TrainingError.checkpointMismatch(path: "the checkpoint's self-play state", reason: "it cannot be read: \(error)")
        }
        if let saved = state.executor { await executor.restore(saved) }
    }
}
