import Environments
import Experience
import Foundation
import Recipes
import Sampling
import Synchronization
import Testing
import Training

@testable import Methods

/// A policy of rules: it proposes what it is told to, and answers from the prompt.
private final class ScriptedPlayer: Sampler {
    private let propose: @Sendable (_ row: Int, _ stratum: String) -> String
    private let solve: @Sendable (_ problem: Problem, _ place: Int) -> String
    private let calls = Mutex<[Int]>([])

    init(propose: @escaping @Sendable (Int, String) -> String, solve: @escaping @Sendable (Problem, Int) -> String) {
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
                    let text = prompt.stratum.hasPrefix("propose/") ? propose(row, prompt.stratum) : solve(prompt.problem, place)
                    return Completion(tokens: [Int32](repeating: 1, count: max(1, text.count)), logprobs: [], text: text, stopReason: .endOfSequence)
                })
        }
    }
}

struct AbsoluteZeroTests {
    private func method(
        limit: Int = .max, folder: URL = URL(fileURLWithPath: "."), _ change: (inout AbsoluteZeroSettings) -> Void = { _ in }
    ) async throws -> AbsoluteZero {
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
        let render: @Sendable (Problem) throws -> Prompt = { problem in
            let length = problem.question.count
            guard length <= limit else { throw TrainingError.promptTooLong(problem: problem.id, tokens: length, limit: limit, place: "test") }
            return Prompt(problem: problem, text: problem.question, tokens: [])
        }
        return try await AbsoluteZero(
            settings: settings, context: MethodContext(examples: [], sampling: SamplingOptions(), seed: 3, folder: folder, render: render, renderRaw: render))
    }

    private func scored(_ groups: [RolloutGroup], by method: AbsoluteZero) async throws -> [ScoredGroup] {
        var scored: [ScoredGroup] = []
        for group in groups { scored.append(ScoredGroup(group: group, rewards: try await method.rewards(for: group, at: 0), advantages: [0])) }
        return scored
    }

    /// A state without the seconds that the sandbox's workers took.
    private func timeless(_ state: [UInt8]) -> String { String(decoding: state, as: UTF8.self).replacing(/"seconds":[0-9.e-]+/, with: "") }

    /// A folder with these files, gone after the body.
    private func withFolder(_ files: [String: String], _ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zero-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8) }
        try await body(folder)
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
            let groups = try await method.rollouts(for: try await method.prompts(at: step), from: mute, at: step)
            _ = try await method.account(of: scored(groups, by: method), at: step)
        }
        let reason = await method.reasonToStop(after: 1)
        #expect("\(reason.map(String.init(describing:)) ?? "")".contains("no proposal was a valid task in 2 steps"))
    }

    /// Rows 1 and 2 hold what is refused, and so do all solvers.
    private let offender = ScriptedPlayer { row, _ in " x + 90\(row)\nWhat is f(1)?" } solve: { problem, _ in "\\boxed{\(problem.label)} hidden" }

    @Test func `refused content is kept, counted and paid as no task; past the limit it ends the run`() async throws {
        try await withFolder([
            "policy.txt": "# names\nbanned: 901\nhidden: hidden\n",
            "mine.py": "def classify(text):\n    return {'category': 'dual use', 'score': 0.9 if '902' in text else 0.1}\n",
        ]) { folder in
            let method = try await method(folder: folder) {
                ($0.contentPolicy, $0.contentClassifier, $0.contentThreshold, $0.maxRefusedContent) = ("policy.txt", "mine.py", 0.8, 5)
            }
            _ = try await method.prepare(with: player)
            let groups = try await method.rollouts(for: try await method.prompts(at: 0), from: offender, at: 0)
            let scored = try await scored(groups, by: method)
            let account = try await method.account(of: scored, at: 0)
            #expect(account.tasks.map(\.status) == ["accepted", "content", "classifier", "accepted"])
            #expect(account.tasks[1].evidence == "the pattern refuses it: banned" && account.tasks[2].evidence == "the classifier refuses it: dual use, score 0.9")
            #expect(scored.map { $0.rewards[0].value } == [0, -1, -1, 0, 1, 1, 1, 1])
            #expect(scored[2].rewards[0].judgement.evidence == "classifier: the classifier refuses it: dual use, score 0.9")
            #expect(scored[5].rewards[0].judgement.evidence.hasSuffix("; content: the pattern refuses it: hidden"))
            // One proposal and four answers by pattern, one proposal by the classifier, which is asked about three texts.
            let counted = ["tasks/refused/content": 1.0, "tasks/refused/classifier": 1, "tasks/refused_content": 6, "tasks/refused_content/pattern": 5,
                           "tasks/refused_content/classifier": 1, "content/classified": 3, "content/known": 0]
            for (name, value) in counted { #expect(account.metrics[name] == value, "\(name)") }
            let reason = await method.reasonToStop(after: 0)
            #expect(reason == .refusedContent(count: 6, limit: 5, last: "pattern 'hidden', solve/deduction, step 1, group 7"))
            // What was counted is remembered.
            let second = try await self.method(folder: folder) { ($0.contentClassifier, $0.maxRefusedContent) = ("mine.py", 5) }
            try await second.restore(try await method.state())
            #expect(await second.reasonToStop(after: 0) == reason)
        }
    }

    @Test func `while seeding, refused content is kept and counted too`() async throws {
        try await withFolder(["mine.py": "def classify(text):\n    return 'odd' if int(text.split()[2]) % 2 else None\n"]) { folder in
            let method = try await method(folder: folder) { ($0.contentClassifier, $0.maxRefusedContent) = ("mine.py", 1) }
            let begun = try await method.prepare(with: player)
            let refused = begun.tasks.filter { $0.status == "classifier" }
            #expect(refused.count >= 2 && refused.allSatisfy { $0.step == 0 && $0.evidence == "the classifier refuses it: odd" })
            #expect("\(await method.reasonToStop(after: 0).map(String.init(describing:)) ?? "")".contains("\(refused.count) proposals and completions held refused content"))
        }
    }

    @Test func `a classifier that fails ends the step before anything is remembered; mended, the step is what it would have been`() async throws {
        let kind = "def classify(text):\n    return None\n"
        try await withFolder(["kind.py": kind, "broken.py": "def classify(text):\n    return [1 // 0 for _ in text if '902' in text] or None\n"]) { folder in
            func begun(_ name: String) async throws -> AbsoluteZero {
                let method = try await self.method(folder: folder) { $0.contentClassifier = name }
                _ = try await method.prepare(with: player)
                return method
            }
            let (straight, broken) = (try await begun("kind.py"), try await begun("broken.py"))
            let before = try await broken.state()
            #expect(try await timeless(before) == timeless(straight.state()))
            do {
                _ = try await broken.rollouts(for: try await broken.prompts(at: 0), from: offender, at: 0)
                Issue.record("no error")
            } catch let error as TrainingError {
                #expect(error == .classifierFailed(step: 1, reason: "broken.py raised ZeroDivisionError: integer division or modulo by zero (asked about ' x + 902⏎What is f(1)?')"))
            }
            #expect(try await broken.state() == before)
            let mended = try await self.method(folder: folder) { $0.contentClassifier = "kind.py" }
            try await mended.restore(before)
            var states: [String] = []
            for method in [straight, mended] {
                let groups = try await method.rollouts(for: try await method.prompts(at: 0), from: offender, at: 0)
                _ = try await method.account(of: scored(groups, by: method), at: 0)
                states.append(timeless(try await method.state()))
            }
            #expect(states[0] == states[1])
        }
    }

    @Test func `every kind of task goes round: proposed, tried, solved the step after`() async throws {
        let method = try await method {
            $0.taskTypes = AbsoluteZeroSettings.TaskType.allCases
            ($0.numInputs, $0.shownInputs, $0.hidesOwnInput, $0.tasksPerStratum) = (2, 2, true, 1)
        }
        let count = Mutex(0)
        let able = ScriptedPlayer { _, stratum in
            let n = count.withLock { $0 += 1; return $0 }
            return stratum == "propose/induction" ? "\(n + 10)) = 1, f(\(n + 20)) = 2\nWhat does f(x) return?" : " \(n) / x\nWhat is f(\(stratum.hasSuffix("error-deduction") ? 0 : 1))?"
        } solve: { problem, place in
            let answer = problem.family == "solve/induction" ? problem.label.components(separatedBy: "return ")[1] : problem.label
            return place == 0 ? "\\boxed{\(answer)}" : "\\boxed{'no'}"
        }
        _ = try await method.prepare(with: able)
        var groups = try await method.rollouts(for: try await method.prompts(at: 0), from: able, at: 0)
        let account = try await method.account(of: scored(groups, by: method), at: 0)
        #expect(account.tasks.map(\.kind) == AbsoluteZeroSettings.TaskType.allCases.map(\.rawValue) && account.tasks.allSatisfy { $0.status == TaskRecord.accepted && $0.solveRate == 0.25 }, "\(account.tasks)")
        groups = try await method.rollouts(for: try await method.prompts(at: 1), from: able, at: 1)
        let solved = groups.filter { $0.prompt.stratum.hasPrefix("solve/") }
        #expect(Set(solved.map(\.prompt.problem.id)) == Set(account.tasks.map(\.id)))
        for group in solved { #expect(try await method.rewards(for: group, at: 1)[0].value == 1, "\(group.prompt)") }
        #expect(try solved.contains { try ReasoningTask(json: $0.prompt.problem.specification).pairs[0].output == "ZeroDivisionError" })
    }

    @Test func `controls are the same settings but for one`() throws {
        var settings = AbsoluteZeroSettings()
        settings.trainsProposer = false
        #expect(try AbsoluteZero.control(.frozenProposer, of: AbsoluteZeroSettings()) == settings)
        settings = AbsoluteZeroSettings()
        settings.reward = .random
        #expect(try AbsoluteZero.control(.random, of: AbsoluteZeroSettings()) == settings)
    }

    @Test func `the ablations of the paper are switches`() async throws {
        func strata(_ change: (inout AbsoluteZeroSettings) -> Void) async throws -> (strata: Set<String>, parents: Int, trained: Set<String>) {
            let method = try await method(change)
            let player = player
            _ = try await method.prepare(with: player)
            let groups = try await method.rollouts(for: try await method.prompts(at: 0), from: player, at: 0)
            let scored = try await scored(groups, by: method)
            let account = try await method.account(of: scored, at: 0)
            let trained = scored.filter { $0.rewards[0].value != nil }.map(\.group.prompt.stratum)
            return (Set(groups.map(\.prompt.stratum)), account.tasks.reduce(0) { $0 + $1.parents.count }, Set(trained))
        }
        let deduction = try await strata { $0.taskTypes = [.deduction] }
        #expect(deduction.strata == ["propose/deduction", "solve/deduction"] && deduction.parents == 8 && deduction.trained == deduction.strata)
        #expect(try await strata { $0.taskTypes = [.deduction, .abduction] }.strata == ["propose/deduction", "solve/deduction", "propose/abduction", "solve/abduction"])
        #expect(try await strata { $0.references = 0 }.parents == 0)
        #expect(try await strata { $0.trainsProposer = false }.trained == ["solve/deduction"])
    }

    @Test func `questions longer than the limit show fewer references, then are left out, then end the run`() async throws {
        let method = try await method { $0.references = 3 }
        _ = try await method.prepare(with: player)
        let longest = try await method.prompts(at: 0).filter { $0.stratum == "propose/deduction" }.map(\.text.count).max() ?? 0
        let tight = try await self.method(limit: longest - 1) { $0.references = 3 }
        try await tight.restore(try await method.state())
        let prompts = try await tight.prompts(at: 0)
        #expect(prompts.count { $0.stratum == "propose/deduction" } == 4 && prompts.allSatisfy { $0.text.count < longest })
        // Not even a question without references.
        let none = try await self.method(limit: 5)
        await #expect(throws: TrainingError.noValidTask(
            steps: 2, reason: "seeding: no question for a proposer of deduction fits into \(SelfPlay.room)")) { _ = try await none.prepare(with: player) }
        try await none.restore(try await method.state())
        #expect(try await none.prompts(at: 0).isEmpty)
        await #expect(throws: TrainingError.self) { _ = try await none.rollouts(for: [], from: player, at: 0) }
    }

    @Test func `a seed file that fills the buffer is enough, and one that is larger is refused`() async throws {
        let rows = (1...5).map { "{\"kind\": \"deduction\", \"program\": \"def f(x): return x * \($0)\", \"inputs\": [\"3\"]}\n" }.joined()
        try await withFolder(["tasks.jsonl": rows]) { folder in
            let idle = ScriptedPlayer { _, _ in "nothing" } solve: { _, _ in "nothing" }
            let method = try await method(folder: folder) { $0.seedFile = "tasks.jsonl" }
            let begun = try await method.prepare(with: idle)
            #expect(begun.tasks.count == 5 && idle.sizes.isEmpty)
            #expect(try begun.tasks.map { try ReasoningTask(json: $0.specification).pairs[0].output } == ["3", "6", "9", "12", "15"])
            let small = try await self.method(folder: folder) { ($0.seedFile, $0.bufferLimit) = ("tasks.jsonl", 4) }
            do {
                _ = try await small.prepare(with: idle)
                Issue.record("no error")
            } catch {
                #expect("\(error)".contains("tasks.jsonl holds 5 tasks of deduction, method.buffer_limit is 4"), "\(error)")
            }
        }
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
        #expect(TaskEvidence.hasComment("def f(x):\n    # first double it\n    return 2 * x") && !TaskEvidence.hasComment("def f(x): return x"))
        #expect(TaskEvidence.trackedStates("6*5=30, 30+8=38, so \\boxed{38}") == 2)
        #expect(TaskEvidence.shape(of: "def f(x): return x * 15") != TaskEvidence.shape(of: "def f(x): return x + 15"))
    }
}
