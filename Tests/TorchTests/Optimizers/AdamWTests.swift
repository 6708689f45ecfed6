import Testing
import Torch

@EngineActor
struct AdamWTests {
    private func parameter(_ values: [Float], gradient: [Float]) throws -> Tensor {
        let parameter = try Tensor(values)
        try parameter.setRequiresGradient(true)
        try (parameter * Tensor(gradient)).sum().backward()
        return parameter
    }

    /// Step 1, g = 0.5: m = 0.05, v = 0.00025, corrected 0.5 and 0.25: 1·(1 − 0.1·0.01) − 0.1·0.5/0.5 = 0.899.
    /// Step 2, g = −1: m = −0.055, v = 0.00124975, corrected −0.2894737 and 0.6251876, root 0.7906881:
    /// 0.899·0.999 + 0.1·0.3661035 = 0.9347114.
    @Test func `two steps by hand`() throws {
        let p = try parameter([1], gradient: [0.5])
        let optimizer = try AdamW([p])
        try optimizer.update(learningRate: 0.1)
        #expect(abs(try p.item() - 0.899) < 1e-6)
        #expect(p.gradient == nil)
        try (p * -1).sum().backward()
        try optimizer.update(learningRate: 0.1)
        #expect(abs(try p.item() - 0.9347114) < 1e-6)
        #expect(optimizer.step == 2)
        #expect(abs(try optimizer.firstMoments[0].item() + 0.055) < 1e-7)
        #expect(abs(try optimizer.secondMoments[0].item() - 0.00124975) < 1e-9)
    }

    /// Decay acts on the weight, not through the gradient: 2·(1 − 0.1·0.5) = 1.9 where the gradient is 0.
    @Test func `decay is decoupled`() throws {
        let p = try parameter([2], gradient: [0])
        try AdamW([p], settings: .init(weightDecay: 0.5)).update(learningRate: 0.1)
        #expect(abs(try p.item() - 1.9) < 1e-6)
    }

    @Test func `a parameter without gradient is left alone`() throws {
        let still = try Tensor([Float(3)])
        try still.setRequiresGradient(true)
        let moved = try parameter([1], gradient: [1])
        let optimizer = try AdamW([still, moved], settings: .init(weightDecay: 0.5))
        try optimizer.update(learningRate: 0.1)
        #expect(try still.item() == 3)
        #expect(try moved.item() < 0.9)
    }

    @Test func `a learning rate of 1e-6 is not lost in rounding`() throws {
        let p = try parameter([0.5], gradient: [1])
        try AdamW([p], settings: .init(weightDecay: 0)).update(learningRate: 1e-6)
        #expect(abs(try p.item() - 0.499999) < 5e-8)
    }
}
