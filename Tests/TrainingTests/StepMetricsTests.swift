import Experience
import Testing

@testable import Training

struct StepMetricsTests {
    private func group(_ rewards: [Double?], lengths: [Int], ends: [StopReason], verdicts: [Verdict]) -> ScoredGroup {
        let completions = zip(lengths, ends).map { Completion(tokens: [Int32](repeating: 5, count: $0), logprobs: [], text: "", stopReason: $1) }
        let problem = Problem(id: "a", question: "", label: "", family: "", provenance: "")
        return ScoredGroup(
            group: RolloutGroup(id: "0", prompt: Prompt(problem: problem, text: "", tokens: [1]), completions: completions),
            rewards: zip(rewards, verdicts).map { Reward(value: $0, judgement: Judgement(verdict: $1, evidence: "")) },
            advantages: rewards.map { _ in 0 })
    }

    /// Rewards 1, 0, none and 1, 1: mean 3/4; deviations √½ and 0; one group of two is all equal.
    @Test func `a failed verifier counts in no mean`() {
        let metrics = StepMetrics.of([
            group([1, 0, nil], lengths: [4, 8, 6], ends: [.endOfSequence, .length, .stopString], verdicts: [.correct, .incorrect, .infrastructureFailure]),
            group([1, 1], lengths: [2, 5], ends: [.endOfSequence, .endOfSequence], verdicts: [.correct, .correct]),
        ])
        let expected = [
            "reward": 0.75, "reward_std": 0.353553, "frac_reward_zero_std": 0.5, "completions/mean_length": 5,
            "completions/min_length": 2, "completions/max_length": 8, "completions/mean_terminated_length": 4.25,
            "completions/clipped_ratio": 0.2, "train/accuracy": 0.75, "verdicts/correct": 3, "verdicts/incorrect": 1,
            "verdicts/infrastructureFailure": 1, "verdicts/timeout": 0,
        ]
        for (name, value) in expected { #expect(abs((metrics[name] ?? .nan) - value) < 1e-6, "\(name)") }
    }
}
