import Testing
import Torch

@EngineActor
struct GatedTests {
    @Test(arguments: [GateActivation.silu, .geluTanh], [1, 16, 35])
    func `gate times up and its gradients`(_ activation: GateActivation, _ width: Int) throws {
        try expectSame(
            [(waves(5 * 2 * width, scale: 6), [5, 2 * width])], tolerance: 3e-5,
            fused: { try $0[0].gated(activation) },
            composed: {
                let gate = try $0[0].narrowed(1, from: 0, length: width)
                let up = try $0[0].narrowed(1, from: width, length: width)
                return try (activation == .silu ? gate.silu() : gate.geluTanh()) * up
            })
    }

    /// SiLU(1) = 1/(1 + e⁻¹) = 0.7310586; times 2.
    @Test func `one gates two`() throws {
        #expect(abs(try Tensor([Float(1), 2], shape: [1, 2]).gated(.silu).floats()[0] - 1.4621172) < 1e-6)
    }

    /// Far from 0 a gate is open or shut.
    @Test func `large inputs do not overflow`() throws {
        let y = try Tensor([Float(200), -200, 3, 3], shape: [1, 4]).gated(.silu).floats()
        #expect(abs(y[0] - 600) < 1e-3 && abs(y[1]) < 1e-3)
    }
}
