import Objectives
import Testing
import Torch

@EngineActor
struct KLEstimatorsTests {
    private func values(_ estimator: KLEstimator, _ d: [Float]) throws -> [Float] {
        let logprobs = try Tensor.full([d.count], -2)
        return try estimator.values(logprobs: logprobs, reference: logprobs + Tensor(d)).floats()
    }

    /// For d = log p_ref − log p: −d, d²/2, e^d − d − 1; e^3 − 4 = 16.0855 is cut to 10.
    @Test func `values for known differences`() throws {
        let d: [Float] = [0.1, -0.1, 1, -1, 3, 0]
        let k1: [Float] = [-0.1, 0.1, -1, 1, -3, 0]
        let k2: [Float] = [0.005, 0.005, 0.5, 0.5, 4.5, 0]
        let k3: [Float] = [0.0051709, 0.0048374, 0.7182818, 0.3678794, 10, 0]
        #expect(largestDifference(try values(.k1, d), k1) < 1e-6)
        #expect(largestDifference(try values(.k2, d), k2) < 1e-6)
        #expect(largestDifference(try values(.k3, d), k3) < 1e-6)
    }

    @Test func `values stay within 10 where the policies are far apart`() throws {
        #expect(try values(.k1, [50, -50]) == [-10, 10])
        #expect(try values(.k2, [50, -50]) == [10, 10])
        // e^−20 + 20 − 1 is cut as well
        #expect(try values(.k3, [50, -50]) == [10, 10])
    }

    /// d/d(log p): k1 is 1, k2 is −d, k3 is 1 − e^d.
    @Test func `gradients for a known difference`() throws {
        let expected: [(KLEstimator, Float)] = [(.k1, 1), (.k2, -0.5), (.k3, -0.6487213)]
        for (estimator, slope) in expected {
            let logprobs = try Tensor([Float(-2)])
            try logprobs.setRequiresGradient(true)
            try estimator.values(logprobs: logprobs, reference: Tensor([Float(-1.5)])).sum().backward()
            #expect(abs(try #require(logprobs.gradient).floats()[0] - slope) < 1e-6, "\(estimator)")
        }
    }
}
