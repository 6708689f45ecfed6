import Environments
import Experience
import Objectives
import Recipes
import Sampling
import Testing
import Torch
import Training

@testable import Methods

/// Completions as a test writes them; the text is a function of seed, row and place.
private struct ScriptedSampler: Sampler {
    let text: @Sendable (_ seed: UInt64, _ row: Int, _ place: Int) -> String

    func groups(
        for prompts: [Prompt], completions: Int, options: SamplingOptions, seed: UInt64
    ) async throws -> [RolloutGroup] {
        prompts.enumerated().map { row, prompt in
            RolloutGroup(
                id: "\(seed)-\(row)", prompt: prompt,
                completions: (0..<completions).map { place in
                    let text = text(seed, row, place)
                    return Completion(
                        tokens: [Int32](repeating: 5, count: text.count), logprobs: [], text: text, stopReason: .endOfSequence)
                })
        }
    }
}

struct RLVRTests {
    private func method(
        examples: Int = 1, maxTokens: Int = 100, _ change: (inout OneShotSettings) -> Void = { _ in }
    ) async throws -> RLVR {
        var settings = OneShotSettings()
        settings.promptsPerStep = 4
        settings.numGenerations = 4
        change(&settings)
        let prompts = (0..<examples).map { index in
            Prompt(
                problem: Problem(id: "p\(index)", question: "?", label: "\(40 + index)", family: "test", provenance: "test"),
                text: "?", tokens: [Int32(index)])
        }
        return try await RLVR(
            settings: settings, context: MethodContext(examples: prompts, sampling: SamplingOptions(maxTokens: maxTokens), seed: 11))
    }

    private func group(_ texts: [String], row: Int = 0, label: String = "40") -> RolloutGroup {
        let problem = Problem(id: "p", question: "?", label: label, family: "test", provenance: "test")
        return RolloutGroup(
            id: "0-\(row)", prompt: Prompt(problem: problem, text: "?", tokens: [1]),
            completions: texts.map {
                Completion(tokens: [Int32](repeating: 5, count: $0.count), logprobs: [], text: $0, stopReason: .endOfSequence)
            })
    }

    private func rewards(_ values: [Double?]) -> [Reward] {
        values.map { Reward(value: $0, judgement: Judgement(verdict: $0 == nil ? .infrastructureFailure : .correct, evidence: "")) }
    }

    @Test func `examples are repeated in turn to fill the rows`() async throws {
        let prompts = try await method(examples: 3).prompts(at: 7)
        #expect(prompts.map(\.problem.id) == ["p0", "p1", "p2", "p0"])
        #expect(prompts.map(\.tokens) == [[0], [1], [2], [0]])
    }

    @Test func `no example is an error that names the key`() async throws {
        let error = await #expect(throws: TrainingError.self) { try await method(examples: 0) }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains("data.example"))
    }

    @Test func `each completion has the reward of its own text`() async throws {
        let texts = [#"\boxed{40}"#, #"\boxed{41}"#, "no box", #"so \boxed{41}, no, \boxed{40.0}"#]
        let rewards = try await method().rewards(for: group(texts), at: 0)
        #expect(rewards.map(\.value) == [1, 0, 0, 1])
        #expect(rewards.map(\.judgement.verdict) == [.correct, .incorrect, .unparseable, .correct])
    }

    @Test func `the right answer in the prompt earns nothing`() async throws {
        var given = group(["I do not know"])
        given.prompt.text = #"\boxed{40}"#
        #expect(try await method().rewards(for: given, at: 0).map(\.value) == [0])
    }

    /// Length 100, limit 100, buffer 50: lengths 50, 75 and 100 lose 0, 0.5·2 and 1·2.
    @Test func `overlong completions are punished in proportion`() async throws {
        let method = try await method {
            $0.overlong = OneShotSettings.Overlong()
            $0.overlong?.buffer = 50
            $0.overlong?.penalty = 2
        }
        let answer = #"\boxed{40}"#
        let texts = [50, 75, 100].map { answer + String(repeating: " ", count: $0 - answer.count) }
        #expect(try await method.rewards(for: group(texts), at: 0).map(\.value) == [1, 0, -1])
    }

    // MARK: Controls

    /// A control is the same run but for its reward: same prompts, same objective, same advantages for equal rewards.
    @Test(arguments: ["random", "format", "wrong-label"])
    func `a control alters the reward alone`(_ name: String) async throws {
        let main = try await method()
        let control = try await method {
            switch name {
            case "random": $0.reward = .random
            case "format": $0.reward = .format
            default: $0.label = "9292725"
            }
        }
        let ours = try await main.prompts(at: 0)
        let theirs = try await control.prompts(at: 0)
        #expect(ours.map(\.tokens) == theirs.map(\.tokens) && ours.map(\.text) == theirs.map(\.text))
        #expect(main.aggregation == control.aggregation)
        #expect(main.updatesPerRollout == control.updatesPerRollout && main.needsReference == control.needsReference)
        let given = rewards([1, 0, 0, 1])
        let groups = [group(["a", "b", "c", "d"])]
        #expect(try main.advantages(of: groups, rewards: [given]) == control.advantages(of: groups, rewards: [given]))
        let sampler = ScriptedSampler { seed, row, place in "\(seed) \(row) \(place)" }
        #expect(
            try await main.rollouts(for: ours, from: sampler, at: 3).map(\.completions)
                == control.rollouts(for: ours, from: sampler, at: 3).map(\.completions))
        // The reward is another one.
        let texts = [#"\boxed{40}"#, #"\boxed{41}"#, "none", #"\boxed{9292725}"#]
        var judged = group(texts)
        judged.prompt.problem = theirs[0].problem
        let values = try await control.rewards(for: judged, at: 0).map(\.value)
        switch name {
        case "random":
            var drawn: [Double] = []
            for step in 0..<50 { drawn += try await control.rewards(for: judged, at: step).compactMap(\.value) }
            let mean = drawn.reduce(0, +) / 200
            #expect(abs(mean - 0.5) < 0.15)
        case "format": #expect(values == [1, 1, 0, 1])
        default: #expect(values == [0, 0, 0, 1])
        }
    }

    @Test func `random rewards are drawn anew for each rollout and repeat with the seed`() async throws {
        let method = try await method { $0.reward = .random }
        let same = group([String](repeating: "the same", count: 16))
        let first = try await method.rewards(for: same, at: 0).map(\.value)
        #expect(Set(first) == [0, 1])
        #expect(try await method.rewards(for: same, at: 0).map(\.value) == first)
        #expect(try await method.rewards(for: same, at: 1).map(\.value) != first)
        var other = same
        other.id = "0-1"
        #expect(try await method.rewards(for: other, at: 0).map(\.value) != first)
    }

    // MARK: Advantages

    @Test func `a dropped rollout keeps its place and its siblings' baseline leaves it out`() async throws {
        let groups = [group(["a", "b", "c", "d"]), group(["e", "f", "g", "h"])]
        let given = [rewards([1, nil, 0, 0.5]), rewards([nil, nil, nil, 1])]
        let actual = try await method { $0.scaleRewards = .none }.advantages(of: groups, rewards: given)
        #expect(actual == [[0.5, 0, -0.5, 0], [0, 0, 0, 0]])
    }

    /// Rewards 1, 0, 0, 1: centred ±1/2, sample deviation √(1/3), leave-one-out ±2/3.
    @Test(arguments: [
        (OneShotSettings.LossType.grpo, 0.866024), (.dapo, 0.866024), (.gspo, 0.866024), (.cispo, 0.866024), (.drGRPO, 0.5),
        (.rloo, 0.666667), (.reinforcePP, 1.0),
    ] as [(OneShotSettings.LossType, Double)])
    func `each variant's own baseline and scale`(_ variant: OneShotSettings.LossType, _ expected: Double) async throws {
        let groups = [group(["a", "b", "c", "d"])]
        let actual = try await method { $0.lossType = variant }.advantages(of: groups, rewards: [rewards([1, 0, 0, 1])])
        for (a, e) in zip(actual[0], [expected, -expected, -expected, expected]) { #expect(abs(a - e) < 1e-5) }
    }

    /// Batch scale: rewards 1, 0, 1, 1 deviate by 1/2 about 3/4; the first group centres on 1/2.
    @Test func `the batch's scale`() async throws {
        let groups = [group(["a", "b"]), group(["c", "d"])]
        let given = [rewards([1, 0]), rewards([1, 1])]
        let actual = try await method { $0.scaleRewards = .batch }.advantages(of: groups, rewards: given)
        for (a, e) in zip(actual.joined(), [1.0, -1, 0, 0]) { #expect(abs(a - e) < 1e-5) }
    }

    /// A group that lost all but one of its rewards has none to be compared with; the others' scale is not its matter.
    @Test func `the batch's scale leaves out a group without siblings`() async throws {
        let groups = [group(["a", "b"]), group(["c", "d"]), group(["e", "f"])]
        let given = [rewards([1, 0]), rewards([1, 1]), rewards([nil, 1])]
        let actual = try await method { $0.scaleRewards = .batch }.advantages(of: groups, rewards: given)
        for (a, e) in zip(actual.joined(), [1.0, -1, 0, 0, 0, 0]) { #expect(abs(a - e) < 1e-5) }
    }

    // MARK: Dynamic sampling and truncation

    /// Row 1 of the first round is all alike and drawn again; rows keep coming until there are as many as asked.
    @Test func `dynamic sampling replaces groups that teach nothing`() async throws {
        let method = try await method { $0.dynamicSampling = true }
        let prompts = try await method.prompts(at: 0)
        let first = MethodContext(examples: [], sampling: SamplingOptions(), seed: 11).seed(for: "sampling", step: 0)
        let sampler = ScriptedSampler { seed, row, place in
            place == 0 && (seed != first || row != 1) ? #"\boxed{40}"# : "wrong"
        }
        let groups = try await method.rollouts(for: prompts, from: sampler, at: 0)
        #expect(groups.count == 4)
        #expect(groups.allSatisfy { $0.completions[0].text == #"\boxed{40}"# && $0.completions[1].text == "wrong" })
        #expect(groups[3].id.hasPrefix("\(first &+ 1)-"))
    }

    @Test func `dynamic sampling gives up after ten rounds with what it has`() async throws {
        let method = try await method { $0.dynamicSampling = true }
        let prompts = try await method.prompts(at: 0)
        let groups = try await method.rollouts(for: prompts, from: ScriptedSampler { _, _, _ in "wrong" }, at: 0)
        #expect(groups.count == 4)
    }

    @Test func `truncated completions can be left out`() async throws {
        let cut = Completion(tokens: [1], logprobs: [0], text: "", stopReason: .length)
        let ended = Completion(tokens: [1], logprobs: [0], text: "", stopReason: .endOfSequence)
        let masking = try await method { $0.maskTruncatedCompletions = true }
        #expect(!masking.trains(on: cut) && masking.trains(on: ended))
        #expect(try await method().trains(on: cut))
    }
}
