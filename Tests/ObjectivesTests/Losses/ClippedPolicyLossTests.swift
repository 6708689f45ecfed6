import Objectives
import Testing
import Torch

@EngineActor
struct ClippedPolicyLossTests {
    private func loss(_ ratio: Float, _ advantage: Float, high: Double = 0.2) throws -> Float {
        try clippedPolicyLoss(
            logprobs: Tensor([ratio]).log(), old: Tensor.zeros([1]), advantages: Tensor([advantage]), epsilon: 0.2,
            epsilonHigh: high
        ).values.floats()[0]
    }

    /// max(−A·ρ, −A·clip(ρ, 0.8, 1.2)).
    @Test(arguments: [
        (0.5, 1, -0.5), (1.1, 1, -1.1), (1.3, 1, -1.2), (4, 1, -1.2), (0.5, -1, 0.8), (0.9, -1, 0.9), (1.3, -1, 1.3), (4, -1, 4),
    ] as [(Float, Float, Float)])
    func `clips at 0.2`(_ ratio: Float, _ advantage: Float, _ expected: Float) throws {
        #expect(abs(try loss(ratio, advantage) - expected) < 1e-6)
    }

    /// DAPO raises only the upper bound.
    @Test(arguments: [(1.25, 1, -1.25), (1.3, 1, -1.28), (0.7, -1, 0.8), (1.3, -1, 1.3)] as [(Float, Float, Float)])
    func `clip-higher at 0.28`(_ ratio: Float, _ advantage: Float, _ expected: Float) throws {
        #expect(abs(try loss(ratio, advantage, high: 0.28) - expected) < 1e-6)
    }

    /// −A·ρ·∇logprob within the range; nothing where the clip holds.
    @Test func `a clipped token has no gradient`() throws {
        let logprobs = try Tensor([Float(1.1), 1.3, 0.5, 0.5]).log().detached()
        try logprobs.setRequiresGradient(true)
        let terms = try clippedPolicyLoss(
            logprobs: logprobs, old: Tensor.zeros([4]), advantages: Tensor([Float(1), 1, -1, 2]), epsilon: 0.2, epsilonHigh: 0.2)
        try terms.values.sum().backward()
        #expect(largestDifference(try #require(logprobs.gradient).floats(), [-1.1, 0, 0, -1]) < 1e-6)
        #expect(largestDifference(try terms.ratios.floats(), [1.1, 1.3, 0.5, 0.5]) < 1e-6)
        #expect(!terms.ratios.requiresGradient)
    }

    @Test func `a log-ratio past 20 stays finite`() throws {
        let terms = try clippedPolicyLoss(
            logprobs: Tensor([Float(0), -300]), old: Tensor([Float(-300), 0]), advantages: Tensor([Float(-1), -1]),
            epsilon: 0.2, epsilonHigh: 0.2)
        // e^20 for the first; the second is clipped at 0.8
        let values = try terms.values.floats()
        #expect(abs(Double(values[0]) / 485_165_195 - 1) < 1e-5)
        #expect(abs(values[1] - 0.8) < 1e-6)
    }

    /// Log-ratios 0.1 and 0.3 in one sequence: s = e^0.2; −0.4 in the other: s = e^−0.4.
    @Test func `GSPO's ratio is the geometric mean of the sequence`() throws {
        let terms = try sequencePolicyLoss(
            logprobs: Tensor([Float(0.1), 0.3, -0.4]), old: Tensor.zeros([3]), advantages: Tensor([Float(1), 1, -1]),
            sequences: Tensor([Int64(0), 0, 1]), lengths: Tensor([Float(2), 1]), epsilon: 0.5, epsilonHigh: 0.5)
        #expect(largestDifference(try terms.ratios.floats(), [1.221403, 1.221403, 0.670320]) < 1e-6)
        #expect(largestDifference(try terms.values.floats(), [-1.221403, -1.221403, 0.670320]) < 1e-6)
    }

    /// −min(ρ, 3)·A·logprob, and a gradient −min(ρ, 3)·A even where the weight is cut.
    @Test func `CISPO cuts the weight and keeps the gradient`() throws {
        let logprobs = try Tensor([Float(-0.5), -0.5])
        try logprobs.setRequiresGradient(true)
        let terms = try truncatedImportanceLoss(
            logprobs: logprobs, old: Tensor([Float(-0.5), -2.5]), advantages: Tensor([Float(2), -1]), cap: 3)
        #expect(largestDifference(try terms.values.floats(), [1, -1.5]) < 1e-6)
        try terms.values.sum().backward()
        #expect(largestDifference(try #require(logprobs.gradient).floats(), [-2, 3]) < 1e-6)
    }
}
