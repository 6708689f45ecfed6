import Environments
import Experience

/// Many answers at a temperature, and the one that most of them give (Wang et al. 2022, arXiv:2203.11171, §2; 40 paths in
/// the paper, 16 here unless the protocol asks for more).
struct SelfConsistency: InferenceStrategy {
    static let name = "self-consistency"
    static let summary = "the answer that most of k samples give; Wang et al. 2022, arXiv:2203.11171"

    func prepared(_ evaluation: EvaluationProtocol) throws(EvaluationError) -> EvaluationProtocol {
        guard evaluation.sameAnswer != nil else {
            throw .impossible("\(evaluation.name) asks for programs, which cannot vote; use --strategy direct")
        }
        var prepared = evaluation
        if prepared.samples == 1 { prepared.samples = 16 }
        if prepared.temperature == 0 { prepared.temperature = 0.7 }
        prepared.metric = .majority
        return prepared
    }

    func answers(to problems: [Problem], using asking: Asking, seed: UInt64) async throws -> [[StrategyAnswer]] {
        try await Direct().answers(to: problems, using: asking, seed: seed)
    }
}
