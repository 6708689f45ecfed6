import Testing
import Torch

/// Values that look random and are the same everywhere: sin of multiples of an odd angle, in ±1.
func waves(_ count: Int, phase: Double = 0, scale: Float = 1) -> [Float] {
    (0..<count).map { index in
        let turn = (Double(index) * 0.754877666 + phase * 0.569840291).truncatingRemainder(dividingBy: 1)
        return Float(turn * 2 - 1) * scale
    }
}

func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count, a.allSatisfy(\.isFinite) else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}

/// An operation, in every way it is computed, held against the same one composed of float64 operators: values, and the
/// gradients of a weighted sum of them with respect to every input.
@EngineActor
func expectSame(
    _ inputs: [(values: [Float], shape: [Int])], tolerance: Float, sourceLocation: SourceLocation = #_sourceLocation,
    fused: ([Tensor]) throws -> Tensor, composed: ([Tensor]) throws -> Tensor
) throws {
    func run(_ way: Way, _ body: ([Tensor]) throws -> Tensor) throws -> (values: [Float], gradients: [[Float]]) {
        let leaves = try inputs.map { try Tensor($0.values, shape: $0.shape).by(way).detached() }
        for leaf in leaves { try leaf.setRequiresGradient(true) }
        let result = try body(leaves)
        let weights = try Tensor(waves(result.count, phase: 17), shape: result.shape).by(way)
        try (result * weights).sum().backward()
        return (try result.floats(), try leaves.map { try #require($0.gradient).floats() })
    }
    let expected = try run(Way(dtype: .float64, device: .cpu), composed)
    #expect(expected.values.contains { abs($0) > 1e-2 }, sourceLocation: sourceLocation)
    for way in Way.all {
        let actual = try run(way, fused)
        #expect(largestDifference(actual.values, expected.values) < tolerance, "values, \(way)", sourceLocation: sourceLocation)
        for (index, pair) in zip(actual.gradients, expected.gradients).enumerated() {
            #expect(pair.1.contains { abs($0) > 1e-3 }, "gradient \(index) is all zero", sourceLocation: sourceLocation)
            #expect(
                largestDifference(pair.0, pair.1) < tolerance, "gradient \(index), \(way)", sourceLocation: sourceLocation)
        }
    }
}
