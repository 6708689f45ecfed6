public import Environments
public import Experience
public import RunStore
public import Sampling

/// The same problems, prompts and draws each time, so that two evaluations pair item by item.
public struct HeldOutEvaluation: Sendable {
    public let prompts: [Prompt]
    public let verifier: any Verifier
    /// Completions per problem.
    public let samples: Int
    public let options: SamplingOptions
    public let seed: UInt64

    public init(prompts: [Prompt], verifier: any Verifier, samples: Int, options: SamplingOptions, seed: UInt64) {
        self.prompts = prompts
        self.verifier = verifier
        self.samples = samples
        self.options = options
        self.seed = seed
    }

    /// One row per problem and sample, in order.
    public func rows(from sampler: any Sampler) async throws -> [EvaluationRow] {
        let groups = try await sampler.groups(for: prompts, completions: samples, options: options, seed: seed)
        var rows: [EvaluationRow] = []
        rows.reserveCapacity(prompts.count * samples)
        for group in groups {
            let problem = group.prompt.problem
            for (index, completion) in group.completions.enumerated() {
                let judgement = await verifier.judge(completion.text, for: problem)
                rows.append(
                    EvaluationRow(
                        itemID: problem.id, family: problem.family, sample: index,
                        correct: judgement.verdict == .correct, text: completion.text, question: problem.question,
                        label: problem.label, answer: judgement.answer, tokenCount: completion.tokens.count))
            }
        }
        return rows
    }
}
