import Experience
import LanguageModels
import Testing

@testable import Training

struct TrainingBatchTests {
    private func sample(_ tokens: [Int32], prompt: [Int32]) -> TrainingBatch.Sample {
        TrainingBatch.Sample(
            completion: Completion(tokens: tokens, logprobs: tokens.map { _ in 0 }, text: "", stopReason: .length), prompt: prompt,
            advantage: 0)
    }

    /// Prompt rows 0–1, then 5 of [5, 6] (its last token is predicted, not read), then nothing of [7].
    @Test func `each token is predicted by the row before it`() {
        let packed = TrainingBatch([sample([5, 6], prompt: [1, 2]), sample([7], prompt: [1, 2]), sample([8, 9], prompt: [3])]).packed
        #expect(packed.tokens.tokens == [1, 2, 5, 3, 8])
        #expect(packed.tokens.positions == [0, 1, 2, 0, 1])
        #expect(packed.targets == [5, 6, 7, 8, 9])
        #expect(packed.rows == [1, 2, 1, 3, 4])
        #expect(packed.sequences == [0, 0, 1, 2, 2])
        #expect(packed.lengths == [2, 1, 2])
    }

    @Test func `groups are cut into passes, never through a group`() {
        let groups = [3, 0, 1, 2].map { count in (0..<count).map { _ in sample([5, 6], prompt: [1, 2]) } }
        // Costs with the prompt: 8, none, 4, 6.
        #expect(TrainingBatch.split(groups, limit: 12).map(\.samples.count) == [4, 2])
        #expect(TrainingBatch.split(groups, limit: 1).map(\.samples.count) == [3, 1, 2])
        #expect(TrainingBatch.split(groups, limit: 100).map(\.tokens) == [12])
        #expect(TrainingBatch.split([[], []], limit: 10).isEmpty)
    }
}
