import Testing
import Torch

@EngineActor
struct TokenLogprobsTests {
    private func composed(_ leaves: [Tensor], _ targets: [Int64], temperature: Double, softcap: Double) throws -> Tensor {
        let vocabulary = leaves[1].size(0)
        var logits = try leaves[0].matmul(leaves[1].transposed())
        if softcap > 0 { logits = try (logits / softcap).tanh() * softcap }
        let all = try (logits / temperature).logSoftmax(1)
        let hot = targets.flatMap { target in (0..<vocabulary).map { Int64($0) == target ? 1.0 : 0 } }
        let logprobs = try (all * Tensor(hot, shape: [targets.count, vocabulary])).sum(1)
        let entropy = try -(all.exp() * all).sum(1)
        return try Tensor.concatenated([logprobs, entropy], along: 0)
    }

    private func check(
        rows: Int, width: Int, vocabulary: Int, temperature: Double, softcap: Double = 0, budget: Int = 32 << 20,
        tolerance: Float = 1e-5, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let targets = (0..<rows).map { Int64($0 * 7 % vocabulary) }
        try expectSame(
            [(waves(rows * width, scale: 2), [rows, width]), (waves(vocabulary * width, phase: 9), [vocabulary, width])],
            tolerance: tolerance, sourceLocation: sourceLocation,
            fused: {
                let scored = try $0[0].tokenLogprobs(
                    weight: $0[1], targets: Tensor(targets), temperature: temperature, softcap: softcap, budget: budget)
                return try Tensor.concatenated([scored.logprobs, scored.entropy], along: 0)
            },
            composed: { try composed($0, targets, temperature: temperature, softcap: softcap) })
    }

    @Test(arguments: [1.0, 0.6, 2.5], [1, 16, 53])
    func `log-probabilities, entropy and gradients at a temperature`(_ temperature: Double, _ vocabulary: Int) throws {
        guard vocabulary > 1 else {
            // One word is certain: log 1 and no entropy.
            let scored = try Tensor.full([1, 2], 3).tokenLogprobs(
                weight: Tensor.full([1, 2], 2), targets: Tensor([Int64(0)]), temperature: temperature)
            #expect(abs(try scored.logprobs.item()) < 1e-6)
            #expect(abs(try scored.entropy.item()) < 1e-6)
            return
        }
        try check(rows: 9, width: 6, vocabulary: vocabulary, temperature: temperature)
    }

    @Test func `logits recomputed for the gradient give the same bits as logits kept`() throws {
        try check(rows: 9, width: 6, vocabulary: 53, temperature: 0.6, budget: 0)
        func gradients(_ budget: Int) throws -> [[Float]] {
            let hidden = try Tensor(waves(9 * 6), shape: [9, 6])
            let weight = try Tensor(waves(53 * 6, phase: 4), shape: [53, 6])
            for leaf in [hidden, weight] { try leaf.setRequiresGradient(true) }
            let scored = try hidden.tokenLogprobs(
                weight: weight, targets: Tensor((0..<9).map(Int64.init)), temperature: 0.6, budget: budget)
            try (scored.logprobs * 2 + scored.entropy).sum().backward()
            return [try #require(hidden.gradient).floats(), try #require(weight.gradient).floats()]
        }
        #expect(try gradients(0) == gradients(1 << 20))
    }

    /// A vocabulary so large that the rows are taken 64 at a time.
    @Test(arguments: [0, 32 << 20])
    func `rows in several chunks`(_ budget: Int) throws {
        try check(rows: 70, width: 2, vocabulary: 70_000, temperature: 0.6, budget: budget, tolerance: 2e-4)
    }

    @Test func `a soft cap on the logits`() throws {
        try check(rows: 5, width: 6, vocabulary: 21, temperature: 0.6, softcap: 1.5)
    }

    /// Probabilities 1/4 and 3/4: log 0.75 = −0.2876821, entropy 0.25·log 4 + 0.75·log(4/3) = 0.5623351.
    @Test func `a known distribution`() throws {
        let head = try Tensor([Float(0), 1.0986123], shape: [2, 1])
        let scored = try Tensor.full([1, 1], 0.6).tokenLogprobs(weight: head, targets: Tensor([Int64(1)]), temperature: 0.6)
        #expect(abs(try scored.logprobs.item() + 0.2876821) < 1e-6)
        #expect(abs(try scored.entropy.item() - 0.5623351) < 1e-6)
    }

    @Test func `logits in the thousands stay finite`() throws {
        let head = try Tensor([Float(1), -1], shape: [2, 1])
        let scored = try Tensor.full([1, 1], 3000).tokenLogprobs(weight: head, targets: Tensor([Int64(1)]), temperature: 1)
        #expect(abs(try scored.logprobs.item() + 6000) < 1)
        #expect(abs(try scored.entropy.item()) < 1e-5)
    }

    @Test func `a temperature of 0 and a target outside the vocabulary are refused`() throws {
        let hidden = try Tensor.full([1, 2], 1)
        let head = try Tensor.full([3, 2], 1)
        #expect(throws: TorchError("temperature must be above 0, got 0")) {
            try hidden.tokenLogprobs(weight: head, targets: Tensor([Int64(0)]), temperature: 0)
        }
        for target in [Int64(3), -1] {
            #expect(throws: TorchError.self) {
                try hidden.tokenLogprobs(weight: head, targets: Tensor([target]), temperature: 1)
            }
        }
    }
}
