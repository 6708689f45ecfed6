import Testing
import Torch

@EngineActor
struct GradientClippingTests {
    /// Gradients 3 and 4 in two tensors: norm 5.
    private func parameters(_ gradients: [Float]) throws -> [Tensor] {
        try gradients.map { gradient in
            let parameter = try Tensor([Float(1)])
            try parameter.setRequiresGradient(true)
            try (parameter * Double(gradient)).sum().backward()
            return parameter
        }
    }

    @Test func `the norm over all tensors comes down to the limit`() throws {
        let parameters = try self.parameters([3, 4])
        #expect(abs(try clipGradients(of: parameters, to: 1) - 5) < 1e-6)
        #expect(abs(try #require(parameters[0].gradient).item() - 0.6) < 1e-6)
        #expect(abs(try #require(parameters[1].gradient).item() - 0.8) < 1e-6)
    }

    @Test(arguments: [5.1, nil])
    func `below the limit, or without one, nothing changes`(_ limit: Double?) throws {
        let parameters = try self.parameters([3, 4])
        #expect(abs(try clipGradients(of: parameters, to: limit) - 5) < 1e-6)
        #expect(try #require(parameters[0].gradient).item() == 3)
    }

    @Test func `a gradient that is not finite is told and not spread`() throws {
        let parameters = try self.parameters([3, .infinity])
        #expect(try clipGradients(of: parameters, to: 1) == .infinity)
        #expect(try #require(parameters[0].gradient).item() == 3)
        #expect(try clipGradients(of: self.parameters([.nan, 1]), to: 1).isNaN)
    }
}
