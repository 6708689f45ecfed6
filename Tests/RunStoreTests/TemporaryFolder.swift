import Experience
import Foundation
import RunStore

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("run-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func file(_ name: String) -> URL {
        url.appendingPathComponent(name)
    }

    func run(_ name: String = "first") throws -> RunDirectory {
        try RunDirectory.create(
            in: url, manifest: RunManifest(name: name, method: "rlvr"), recipe: Data("method: rlvr\n".utf8),
            resolvedRecipe: Data("method: rlvr\nseed: 0\n".utf8))
    }
}

/// A group of two completions, one right and one that the verifier lost.
func scoredGroup(_ id: String = "g0", family: String = "addition") -> ScoredGroup {
    let problem = Problem(id: "p-\(id)", question: "1+1?", label: "2", family: family, provenance: "test")
    let completions = [
        Completion(tokens: [7, -1, 70_000], logprobs: [-0.5, -1, -1.5], text: "2", stopReason: .endOfSequence),
        Completion(tokens: [], logprobs: [], text: "", stopReason: .length),
    ]
    return ScoredGroup(
        group: RolloutGroup(
            id: id, prompt: Prompt(problem: problem, text: "Q: 1+1?", tokens: [1, 2]), completions: completions),
        rewards: [
            Reward(value: 1, judgement: Judgement(verdict: .correct, answer: "2", evidence: "2 = 2")),
            Reward(value: nil, judgement: Judgement(verdict: .infrastructureFailure, evidence: "worker died")),
        ],
        advantages: [0.5, 0])
}

func record(_ step: Int, reward: Double = 0.5) -> StepRecord {
    StepRecord(step: step, elapsed: Double(step), metrics: ["reward": reward])
}
