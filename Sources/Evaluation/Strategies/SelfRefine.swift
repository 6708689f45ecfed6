import Environments
import Experience

/// The policy answers, finds fault with its answer, and answers again, twice (Madaan et al. 2023, arXiv:2303.17651, alg. 1).
///
/// The wording is ours, the same for every suite, and there are no worked examples of feedback, so results do not compare
/// with the paper's. The last answer is judged.
struct SelfRefine: InferenceStrategy {
    static let name = "self-refine"
    static let summary = "answer, feedback, answer again, two rounds; Madaan et al. 2023, arXiv:2303.17651"

    private static let rounds = 2
    private static let critique = "\n\nCheck this answer step by step. What is wrong with it, if anything?\nFeedback:"
    private static let revision = "\n\nTaking the feedback into account, the corrected answer in full:\n"

    func prepared(_ evaluation: EvaluationProtocol) -> EvaluationProtocol { evaluation }

    func answers(to problems: [Problem], using asking: Asking, seed: UInt64) async throws -> [[StrategyAnswer]] {
        let samples = asking.evaluation.samples
        var prompts = try problems.map(asking.prompt).flatMap { Array(repeating: $0, count: samples) }
        var answers: [StrategyAnswer] = []
        for round in 0...Self.rounds {
            if round > 0 {
                prompts = try zip(prompts, answers).map { try asking.continued($0, with: $1.completion.text + Self.critique) }
                try await step(&answers, prompts, asking, seed &+ UInt64(2 * round), judged: false)
                prompts = try zip(prompts, answers).map { try asking.continued($0, with: ($1.stages.last ?? "") + Self.revision) }
            }
            try await step(&answers, prompts, asking, seed &+ UInt64(2 * round + 1), judged: true)
        }
        return stride(from: 0, to: answers.count, by: samples).map { Array(answers[$0..<$0 + samples]) }
    }

    /// Draws one completion for each prompt, as the new answer or as a stage on the way.
    private func step(
        _ answers: inout [StrategyAnswer], _ prompts: [Prompt], _ asking: Asking, _ seed: UInt64, judged: Bool
    ) async throws {
        let drawn = try await asking.completions(prompts, samples: 1, seed: seed).map { $0[0] }
        guard !answers.isEmpty else {
            answers = drawn.map(StrategyAnswer.init)
            return
        }
        for index in drawn.indices {
            if judged {
                answers[index].completion = drawn[index]
            } else {
                answers[index].stages += [answers[index].completion.text, drawn[index].text]
            }
            answers[index].tokenCount += drawn[index].tokens.count
        }
    }
}
