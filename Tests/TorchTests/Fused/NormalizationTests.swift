import Testing
import Torch

@EngineActor
struct NormalizationTests {
    /// Widths around the 16 lanes of the kernel.
    @Test(arguments: [1, 15, 16, 37, 64], [false, true])
    func `RMS norm and its gradients`(_ width: Int, _ unitOffset: Bool) throws {
        try expectSame(
            [(waves(7 * width, scale: 3), [7, width]), (waves(width, phase: 3), [width])], tolerance: 2e-5,
            fused: { try $0[0].rmsNorm($0[1], epsilon: 1e-3, unitOffset: unitOffset) },
            composed: {
                let inverse = try ($0[0].squared().sum(1, keepDimension: true) / Double(width) + 1e-3).squareRoot()
                return try $0[0] / inverse * ($0[1] + (unitOffset ? 1 : 0))
            })
    }

    @Test(arguments: [false, true])
    func `what a residual connection sends back joins the norm's gradient`(_ unused: Bool) throws {
        try expectSame(
            [(waves(7 * 37, scale: 3), [7, 37]), (waves(37, phase: 3), [37])], tolerance: 2e-5,
            fused: {
                let (normed, stream) = try $0[0].rmsNormAndStream($0[1], epsilon: 1e-3)
                return try unused ? normed : normed.squared() + stream * 3
            },
            composed: {
                let inverse = try ($0[0].squared().sum(1, keepDimension: true) / 37 + 1e-3).squareRoot()
                let normed = try $0[0] / inverse * $0[1]
                return try unused ? normed : normed.squared() + $0[0] * 3
            })
    }

    @Test func `a stream without its norm has a gradient of its own`() throws {
        let x = try Tensor(waves(6), shape: [2, 3])
        try x.setRequiresGradient(true)
        try (x.rmsNormAndStream(Tensor.full([3], 1), epsilon: 1e-3).stream * 2).sum().backward()
        #expect(try #require(x.gradient).floats() == [2, 2, 2, 2, 2, 2])
    }

    /// 3/√((9 + 16)/2) and 4/√12.5, times 1 and 2.
    @Test func `RMS norm of three and four`() throws {
        let y = try Tensor([Float(3), 4], shape: [1, 2]).rmsNorm(Tensor([Float(1), 2]), epsilon: 0).floats()
        #expect(largestDifference(y, [0.848528, 2.262742]) < 1e-6)
    }

    /// Mean 3, deviation 1: −1 and 1, times 2, plus 10.
    @Test func `layer norm of two and four`() throws {
        let y = try Tensor([Float(2), 4], shape: [1, 2]).layerNorm(
            Tensor.full([2], 2), Tensor.full([2], 10), epsilon: 0
        ).floats()
        #expect(largestDifference(y, [8, 12]) < 1e-5)
    }

    @Test func `a weight of another width is refused`() throws {
        let x = try Tensor.full([2, 8], 1)
        #expect(throws: TorchError.self) { try x.rmsNorm(Tensor.full([7], 1), epsilon: 1e-6) }
    }
}
