import Testing
import Torch

/// Products of our own and LibTorch's, by the same tests: what a processor has must not change what is learned.
@EngineActor
struct LinearTests {
    /// Rows, inputs, outputs: below, at and past the edges of tiles (6 rows), panels (64 columns), slices of 640, and of the
    /// blocks (96 rows, 256 columns) that threads take in turn.
    nonisolated static let shapes = [
        [1, 1, 1], [5, 3, 7], [6, 16, 64], [7, 17, 65], [13, 641, 70], [97, 64, 130], [2, 700, 300], [650, 300, 200],
    ]

    private func check(_ rows: Int, _ inputs: Int, _ outputs: Int) throws {
        let x = (waves(rows * inputs), [rows, inputs])
        let weight = (waves(outputs * inputs, phase: 3), [outputs, inputs])
        let bias = (waves(outputs, phase: 5), [outputs])
        let residual = (waves(rows * outputs, phase: 9), [rows, outputs])
        try expectSame([x, weight, bias, residual], tolerance: 2e-4) {
            try $0[0].linear($0[1], bias: $0[2], residual: $0[3])
        } composed: {
            try $0[0].matmul($0[1].transposed()) + $0[2] + $0[3]
        }
        try expectSame([x, weight], tolerance: 2e-4) { try $0[0].linear($0[1]) } composed: { try $0[0].matmul($0[1].transposed()) }
    }

    @Test(arguments: shapes) func `a linear layer and its gradients, by our products`(_ shape: [Int]) throws {
        try check(shape[0], shape[1], shape[2])
    }

    @Test(arguments: shapes) func `a linear layer and its gradients, by LibTorch's products`(_ shape: [Int]) throws {
        try Engine.withoutWideProducts { try check(shape[0], shape[1], shape[2]) }
    }

    @Test(.enabled(if: Engine.hasWideProducts, "this processor has no AVX-512, so LibTorch multiplies"))
    func `a row has the same bits alone, in a batch, packed, and on any number of threads`() throws {
        let rows = 41, inputs = 700, outputs = 200
        let x = try Tensor(waves(rows * inputs), shape: [rows, inputs])
        let weight = try Tensor(waves(outputs * inputs, phase: 3), shape: [outputs, inputs])
        let together = try x.linear(weight).floats()
        #expect(together.contains { abs($0) > 1 })
        let packed = try PackedWeight(weight, rows: rows)
        #expect(try packed(x).floats() == together)
        let before = Engine.threads
        defer { Engine.threads = before }
        for threads in [1, 2, 3] {
            Engine.threads = threads
            #expect(try x.linear(weight).floats() == together, "\(threads) threads")
        }
        let alone = try x.narrowed(0, from: 17, length: 9).linear(weight).floats()
        #expect(alone == Array(together[17 * outputs..<26 * outputs]))
    }

    @Test func `gradients of several passes add up in the same place`() throws {
        let weight = try Tensor(waves(70 * 9), shape: [70, 9])
        try weight.setRequiresGradient(true)
        func pass(_ phase: Double) throws {
            let x = try Tensor(waves(20 * 9, phase: phase), shape: [20, 9])
            try (x.linear(weight) * Tensor(waves(20 * 70, phase: phase + 1), shape: [20, 70])).sum().backward()
        }
        var expected = [Float](repeating: 0, count: 70 * 9)
        for phase in [1.0, 2, 3] {
            weight.clearGradient()
            try pass(phase)
            for (index, value) in try #require(weight.gradient).floats().enumerated() { expected[index] += value }
        }
        weight.clearGradient()
        for phase in [1.0, 2, 3] { try pass(phase) }
        #expect(expected.contains { abs($0) > 0.5 })
        #expect(largestDifference(try #require(weight.gradient).floats(), expected) < 1e-5)
    }

    @Test func `the gradient of an embedding that is the head, too, is the sum of both`() throws {
        let (vocabulary, width) = (9, 4)
        let ids = try Tensor([Int64(2), 7, 2])
        let targets = try Tensor([Int64(7), 1, 0])
        func loss(_ embedding: Tensor) throws -> Tensor {
            let hidden = try embedding.rows(ids)
            return try -hidden.tokenLogprobs(weight: embedding, targets: targets, temperature: 1).logprobs.mean()
        }
        let embedding = try Tensor(waves(vocabulary * width), shape: [vocabulary, width])
        try embedding.setRequiresGradient(true)
        for _ in 0..<2 { try loss(embedding).backward() }
        let gradient = try #require(embedding.gradient).floats()
        // Two passes, so twice the slope; measured by differences of 2e-2 in single elements.
        for index in [2 * width, 7 * width + 1, 0, 5 * width + 3] {
            func shifted(_ by: Float) throws -> Double {
                var values = waves(vocabulary * width)
                values[index] += by
                return try loss(Tensor(values, shape: [vocabulary, width])).item()
            }
            let slope = try (shifted(0.01) - shifted(-0.01)) / 0.02
            #expect(abs(Double(gradient[index]) - 2 * slope) < 2e-3, "element \(index)")
            #expect(abs(slope) > 1e-3, "element \(index)")
        }
    }
}
