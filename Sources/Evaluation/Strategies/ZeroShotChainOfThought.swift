import Environments
import Experience

/// "Let's think step by step", then the answer drawn out of the reasoning (Kojima et al. 2022, arXiv:2205.11916, §3).
///
/// Worked examples and preamble are left out: it is zero-shot. In a chat the phrase ends the user's turn and one completion
/// is all; a text to continue gets the paper's two stages, and reasoning and answer are judged together.
struct ZeroShotChainOfThought: InferenceStrategy {
    static let name = "zero-shot-cot"
    static let summary = "'Let's think step by step', then the answer; Kojima et al. 2022, arXiv:2205.11916"

    private static let trigger = "Let's think step by step."
    private static let extraction = "\nTherefore, the answer is"

    func prepared(_ evaluation: EvaluationProtocol) -> EvaluationProtocol {
        var prepared = evaluation
        (prepared.preamble, prepared.examples) = ("", [])
        prepared.template += evaluation.form == .chat ? "\n\n" + Self.trigger : (prepared.template.hasSuffix(" ") ? "" : " ") + Self.trigger
        return prepared
    }

    func answers(to problems: [Problem], using asking: Asking, seed: UInt64) async throws -> [[StrategyAnswer]] {
        let prompts = try problems.map(asking.prompt)
        let reasoning = try await asking.completions(prompts, samples: asking.evaluation.samples, seed: seed)
        guard asking.evaluation.form == .completion else { return reasoning.map { $0.map(StrategyAnswer.init) } }
        let second = try zip(prompts, reasoning).flatMap { prompt, completions in
            try completions.map { try asking.continued(prompt, with: $0.text + Self.extraction) }
        }
        let ends = try await asking.completions(second, samples: 1, seed: seed &+ 1, maxTokens: 32)
        var next = ends.makeIterator()
        return reasoning.map { completions in
            completions.map { first in
                var answer = StrategyAnswer(first)
                guard let end = next.next()?.first else { return answer }
                answer.stages = [first.text]
                answer.completion = end
                answer.completion.text = first.text + Self.extraction + end.text
                answer.tokenCount += end.tokens.count
                return answer
            }
        }
    }
}
