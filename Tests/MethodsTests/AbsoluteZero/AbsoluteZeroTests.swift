import Environments
import Experience
import Recipes
import Sampling
import Synchronization
import Testing
import Training

@testable import Methods

/// A policy of rules: it proposes what it is told to, and answers from the prompt.
private final class ScriptedPlayer: Sampler {
    private let propose: @Sendable (_ row: Int, _ seed: UInt64) -> String
    private let solve: @Sendable (_ problem: Problem, _ place: Int) -> String
    private let calls = Mutex<[Int]>([])

    init(propose: @escaping @Sendable (Int, UInt64) -> String, solve: @escaping @Sendable (Problem, Int) -> String) {
        self.propose = propose
        self.solve = solve
    }

    /// Prompts of each call.
    var sizes: [Int] { calls.withLock { $0 } }

    func groups(for prompts: [Prompt], completions: Int, options: SamplingOptions, seed: UInt64) async throws -> [RolloutGroup] {
        calls.withLock { $0.append(prompts.count) }
        return prompts.enumerated().map { row, prompt in
            RolloutGroup(
                id: "\(seed)-\(row)", prompt: prompt,
                completions: (0..<completions).map { place in
                    let text = prompt.stratum.hasPrefix("propose/") ? propose(row, seed) : solve(prompt.problem, place)
                    return Completion(tokens: [Int32](repeating: 1, count: max(1, text.count)), logprobs: [], text: text, stopReason: .endOfSequence)
                })
        }
    }
}

struct AbsoluteZeroTests {
    private func method(_ change: (inout AbsoluteZeroSettings) -> Void = { _ in }) async throws -> AbsoluteZero {
        var settings = AbsoluteZeroSettings()
        settings.style = .seedWorld
        settings.taskTypes = [.deduction]
        settings.tasksPerStratum = 4
        settings.seedFactor = 1
        settings.references = 2
        settings.solveSamples = 4
        settings.modules = []
        settings.programSeconds = 2
        settings.maxBarrenSteps = 2
        change(&settings)
        return try await AbsoluteZero(settings: settings, context: MethodContext(examples: [], sampling: SamplingOptions(), seed: 3))
    }

    /// Proposes `x + n` for a new n each time; solves one attempt in two.
    private var player: ScriptedPlayer {
        let count = Mutex(0)
        return ScriptedPlayer { row, _ in
            let n = count.withLock { $0 += 1; return $0 }
            return " x + \(n)\nWhat is f(\(row))?"
        } solve: { problem, place in
            place % 2 == 0 ? "\\boxed{\(problem.label)}" : "\\boxed{'no'}"
        }
    }

    @Test func `a step: proposals are checked, tried and paid, solvers are judged, tasks are told`() async throws {
        let method = try await method()
        let player = player
        let begun = try await method.prepare(with: player)
        #expect(begun.tasks.count >= 4 && begun.tasks.allSatisfy { $0.step == 0 && $0.status == TaskRecord.accepted })
        let prompts = try await method.prompts(at: 0)
        #expect(prompts.map(\.stratum) == Array(repeating: "propose/deduction", count: 4) + Array(repeating: "solve/deduction", count: 4))
        let before = player.sizes.count
        let groups = try await method.rollouts(for: prompts, from: player, at: 0)
        // All proposers in one call, all solvers in one, all attempts in one.
        #expect(Array(player.sizes.dropFirst(before)) == [4, 4, 4] && groups.count == 8)
        var rewards: [[Reward]] = []
        for group in groups { rewards.append(try await method.rewards(for: group, at: 0)) }
        // Half of the attempts are right: 1 − 1/2. The solvers' single attempts are right.
        #expect(rewards.map { $0[0].value } == [0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1])
        let scored = zip(groups, rewards).map { ScoredGroup(group: $0, rewards: $1, advantages: [0]) }
        let account = try await method.account(of: scored, at: 0)
        #expect(account.tasks.count == 4 && account.tasks.allSatisfy { $0.solveRate == 0.5 && $0.parents.count == 2 && $0.status == TaskRecord.accepted })
        #expect(account.attempts.count == 8 && account.metrics["tasks/valid_share/deduction"] == 1 && account.metrics["accuracy/solve/deduction"] == 1)
        #expect(await method.reasonToStop(after: 0) == nil)
    }

    @Test func `rewards of the table`() async throws {
        let texts = [" x + 900\nWhat is f(1)?", "no task", " x + \nWhat is f(1)?", " __import__('os')\nWhat is f(1)?"]
        func rewards(_ change: (inout AbsoluteZeroSettings) -> Void, solved: Bool) async throws -> [Double?] {
            let method = try await method(change)
            let player = player
            _ = try await method.prepare(with: player)
            let scripted = ScriptedPlayer { row, _ in texts[row] } solve: { problem, _ in solved ? "\\boxed{\(problem.label)}" : "nothing" }
            let groups = try await method.rollouts(for: try await method.prompts(at: 0), from: scripted, at: 0)
            var rewards: [Double?] = []
            for group in groups { rewards.append(try await method.rewards(for: group, at: 0)[0].value) }
            return rewards
        }
        // Solved by everybody: the paper pays 0, the code −0.5; whatever is no task costs 1. Solvers: right is 1, no form is −1.
        #expect(try await rewards({ _ in }, solved: true) == [0, -1, -1, -1, 1, 1, 1, 1])
        #expect(try await rewards({ $0.proposerReward = .code }, solved: true) == [-0.5, -1, -1, -1, 1, 1, 1, 1])
        #expect(try await rewards({ $0.proposerReward = .inverse }, solved: false) == [1, -1, -1, -1, -1, -1, -1, -1])
        #expect(try await rewards({ $0.trainsProposer = false }, solved: true) == [nil, nil, nil, nil, 1, 1, 1, 1])
        let random = try await rewards({ $0.reward = .random }, solved: true).compactMap(\.self)
        #expect(random.count == 8 && Set(random).isSubset(of: [0, 1]))
    }

    @Test func `a model that proposes nothing valid ends the run with a reason`() async throws {
        let method = try await method()
        _ = try await method.prepare(with: player)
        let mute = ScriptedPlayer { _, _ in "hm" } solve: { _, _ in "hm" }
        for step in 0..<2 {
            #expect(await method.reasonToStop(after: step) == nil)
            _ = try await method.rollouts(for: try await method.prompts(at: step), from: mute, at: step)
        }
        let reason = await method.reasonToStop(after: 1)
        #expect("\(reason.map(String.init(describing:)) ?? "")".contains("no proposal was a valid task in 2 steps"))
    }

    @Test func `what is remembered makes the next step the same`() async throws {
        let first = try await method()
        let player = player
        _ = try await first.prepare(with: player)
        let second = try await method()
        try await second.restore(try await first.state())
        #expect(try await first.prompts(at: 4) == second.prompts(at: 4))
        #expect(try await first.state() == second.state())
        await #expect(throws: TrainingError.self) { try await second.restore([1, 2, 3]) }
    }

    @Test func `solve rates to rewards`() {
        #expect([0, 0.25, 1].map(ProposerReward.paper) == [0, 0.75, 0])
        #expect([0, 0.25, 1].map(ProposerReward.code) == [-0.5, 0.75, -0.5])
        #expect([0, 0.25, 1].map(ProposerReward.inverse) == [1, 0.75, 0])
        #expect([0, 0.5, 0.25].map(ProposerReward.learnability) == [0, 1, 0.75])
        #expect([0.5, 0, 0.75].map { ProposerReward.target($0, rate: 0.5) } == [1, 0, 0.5])
    }

    @Test func `intrinsic terms are capped one by one, and paid for tasks that can be learned from`() async throws {
        #expect(ProposerReward.intrinsic([(0.1, 0.5), (2, 0.5), (0, 1)]) == 0.55)
        let method = try await method { $0.distanceWeight = 0.1 }
        let player = player
        _ = try await method.prepare(with: player)
        let groups = try await method.rollouts(for: try await method.prompts(at: 0), from: player, at: 0)
        let value = try #require(try await method.rewards(for: groups[0], at: 0)[0].value)
        // 1 − 1/2, and a tenth of a distance between 0 and 1: its references differ from it in their numbers.
        #expect(value > 0.5 && value < 0.6)
    }

    @Test func `a full buffer forgets the oldest`() {
        var buffer = TaskBuffer(limit: 2)
        func task(_ n: Int) -> BufferedTask {
            BufferedTask(id: "\(n)", task: ReasoningTask(kind: .deduction, program: "p\(n)", pairs: [.init(input: "1", output: "1")]), step: n)
        }
        #expect(buffer.insert(task(1)) && buffer.insert(task(2)) && !buffer.insert(task(2)) && buffer.insert(task(3)))
        #expect(buffer.tasks.map(\.id) == ["2", "3"] && buffer.evicted == 1 && buffer.insert(task(1)))
        var generator = SeededGenerator(seed: 1)
        #expect(buffer.solving(5, newest: 1, &generator).first?.id == "1" && buffer.solving(5, newest: 9, &generator).count == 5)
        #expect(Set(buffer.references(9, &generator).map(\.id)) == ["3", "1"])
    }

    @Test func `signs of tasks that teach nothing`() {
        func task(_ program: String, _ input: String, _ output: String) -> ReasoningTask {
            ReasoningTask(kind: .deduction, program: program, pairs: [.init(input: input, output: output)])
        }
        #expect(TaskEvidence.isTrivial(task("def f(x): return x", "3", "3")))
        #expect(TaskEvidence.isTrivial(task("def f(x, y: int = 2): return 42", "3", "42")))
        #expect(!TaskEvidence.isTrivial(task("def f(x, y=2): return y + 1", "3", "3 ")))
        #expect(TaskEvidence.shape(of: "def f(x): return x * 15 + 'abc'") == TaskEvidence.shape(of: "def f(x): return x * 7 + 'q'"))
        #expect(TaskEvidence.shape(of: "def f(x): return x * 15") != TaskEvidence.shape(of: "def f(x): return x + 15"))
    }
}
