import Testing
import Torch

@EngineActor
struct RotaryTests {
    /// Two heads of 6 of three are turned, the third (the values) is not.
    @Test func `rotates pairs half a head apart and leaves the rest`() throws {
        let angles = waves(5 * 3, phase: 5, scale: 3)
        try expectSame(
            [(waves(5 * 18), [5, 18])], tolerance: 1e-6,
            fused: {
                try $0[0].rotary(
                    cosine: Tensor(angles, shape: [5, 3]).cosine(), sine: Tensor(angles, shape: [5, 3]).sine(), heads: 2,
                    headSize: 6)
            },
            composed: {
                let angle = try Tensor(angles, shape: [5, 3]).to(.float64)
                let (cosine, sine) = (try angle.cosine(), try angle.sine())
                var parts: [Tensor] = []
                for head in 0..<2 {
                    let a = try $0[0].narrowed(1, from: head * 6, length: 3)
                    let b = try $0[0].narrowed(1, from: head * 6 + 3, length: 3)
                    parts.append(try a * cosine - b * sine)
                    parts.append(try b * cosine + a * sine)
                }
                parts.append(try $0[0].narrowed(1, from: 12, length: 6))
                return try Tensor.concatenated(parts, along: 1)
            })
    }

    /// A quarter turn takes (1, 0) to (0, 1).
    @Test func `a quarter turn`() throws {
        let y = try Tensor([Float(1), 0], shape: [1, 2]).rotary(
            cosine: Tensor([Float(0)], shape: [1, 1]), sine: Tensor([Float(1)], shape: [1, 1]), heads: 1, headSize: 2)
        #expect(largestDifference(try y.floats(), [0, 1]) < 1e-6)
    }
}
