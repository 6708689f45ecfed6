import Testing
import Torch

/// Attention row by row and head by head, from the definition: what a row may see, softmax, weighted values.
@EngineActor
func composedAttention(_ qkv: Tensor, _ segments: [[Int]], _ shape: AttentionShape) throws -> Tensor {
    let d = shape.headSize
    var rows: [Tensor] = []
    for segment in segments {
        let prefix = (0..<segment[3]).map { segment[2] + $0 }
        for i in 0..<segment[1] {
            var seen = prefix + (0...i).map { segment[0] + $0 }
            if shape.window > 0 { seen = Array(seen.suffix(shape.window)) }
            let ids = try Tensor(seen.map(Int64.init))
            let visible = try qkv.selecting(ids)
            let own = try qkv.narrowed(0, from: segment[0] + i, length: 1)
            var heads: [Tensor] = []
            for head in 0..<shape.heads {
                let group = head / (shape.heads / shape.keyValueHeads)
                let q = try own.narrowed(1, from: head * d, length: d)
                let k = try visible.narrowed(1, from: (shape.heads + group) * d, length: d)
                let v = try visible.narrowed(1, from: (shape.heads + shape.keyValueHeads + group) * d, length: d)
                var scores = try q.matmul(k.transposed()) * shape.scale
                if shape.softcap > 0 { scores = try (scores / shape.softcap).tanh() * shape.softcap }
                heads.append(try scores.softmax(1).matmul(v))
            }
            rows.append(try Tensor.concatenated(heads, along: 1))
        }
    }
    return try Tensor.concatenated(rows, along: 0)
}

@EngineActor
struct SegmentAttentionTests {
    private func check(_ segments: [[Int]], _ shape: AttentionShape, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let rows = segments.reduce(0) { $0 + $1[1] }
        let width = (shape.heads + 2 * shape.keyValueHeads) * shape.headSize
        try expectSame(
            [(waves(rows * width, scale: 2), [rows, width])], tolerance: 1e-5, sourceLocation: sourceLocation,
            fused: { try $0[0].segmentAttention(Tensor(segments.flatMap { $0.map(Int64.init) }, shape: [segments.count, 4]), shape) },
            composed: { try composedAttention($0[0], segments, shape) })
    }

    private let grouped = AttentionShape(heads: 4, keyValueHeads: 2, headSize: 6, scale: 0.4)

    @Test func `one causal sequence`() throws {
        try check([[0, 7, 0, 0]], AttentionShape(heads: 2, keyValueHeads: 2, headSize: 5, scale: 0.5))
    }

    @Test func `sequences side by side do not see each other, heads share keys`() throws {
        try check([[0, 5, 0, 0], [5, 1, 0, 0], [6, 9, 0, 0]], grouped)
    }

    /// Gradients of three completions meet in the rows of their prompt.
    @Test func `completions share a prompt`() throws {
        try check([[0, 6, 0, 0], [6, 3, 0, 6], [9, 5, 0, 6], [14, 4, 0, 0], [18, 1, 0, 6], [19, 2, 14, 4]], grouped)
    }

    @Test func `a completion of no rows is nothing`() throws {
        try check([[0, 4, 0, 0], [4, 0, 0, 4], [4, 3, 0, 4]], grouped)
    }

    @Test(arguments: [1, 3, 8])
    func `a window ends what is seen, in the prompt too`(_ window: Int) throws {
        var shape = grouped
        shape.window = window
        try check([[0, 6, 0, 0], [6, 7, 0, 6], [13, 2, 0, 6]], shape)
    }

    @Test func `a soft cap bends the scores`() throws {
        var shape = grouped
        shape.softcap = 0.7
        try check([[0, 6, 0, 0], [6, 4, 0, 6]], shape)
    }

    /// Past the 64 queries that the kernel takes at a time, with a prompt and a window across the border.
    @Test(arguments: [0, 40])
    func `long segments`(_ window: Int) throws {
        try check(
            [[0, 70, 0, 0], [70, 67, 0, 70]],
            AttentionShape(heads: 2, keyValueHeads: 1, headSize: 4, scale: 0.5, window: window))
    }

    @Test func `scores in the hundreds do not overflow`() throws {
        let shape = AttentionShape(heads: 1, keyValueHeads: 1, headSize: 2, scale: 1)
        // Queries (20, 0), keys (20, 0) then (−20, 0): scores 400 and −400, so the first value wins whole.
        let qkv = try Tensor([Float(20), 0, 20, 0, 1, 2, 20, 0, -20, 0, 5, 6], shape: [2, 6])
        let y = try qkv.segmentAttention(Tensor([Int64(0), 2, 0, 0], shape: [1, 4]), shape).floats()
        #expect(largestDifference(y, [1, 2, 1, 2]) < 1e-6)
    }

    /// Two prompts computed before: what continues them sees the same keys as beside them.
    @Test(arguments: [0, 3], [0, 0.7])
    func `keys of prompts may lie apart`(_ window: Int, _ softcap: Double) throws {
        var shape = grouped
        (shape.window, shape.softcap) = (window, softcap)
        let segments = [[0, 6, 0, 0], [6, 4, 0, 0], [10, 5, 0, 6], [15, 2, 6, 4], [17, 70, 6, 4], [87, 1, 0, 0]]
        let qkv = try Tensor(waves(88 * 48, scale: 2), shape: [88, 48])
        let together = try qkv.segmentAttention(Tensor(segments.flatMap { $0.map(Int64.init) }, shape: [6, 4]), shape)
        let prefix = try qkv.narrowed(0, from: 0, length: 10).narrowed(1, from: 24, length: 24).contiguous()
        let rest = segments.dropFirst(2).map { [Int64($0[0] - 10), Int64($0[1]), Int64($0[2]), Int64($0[3])] }
        let apart = try qkv.narrowed(0, from: 10, length: 78).segmentAttention(
            Tensor(rest.flatMap { $0 }, shape: [4, 4]), shape, prefix: prefix)
        #expect(largestDifference(try apart.floats(), Array(try together.floats().dropFirst(10 * 24))) < 1e-6)
    }

    /// With a soft cap LibTorch's operators do the work, without one our kernel.
    @Test(arguments: [0, 0.7])
    func `keys that lie apart take no gradients, and none past the last are read`(_ softcap: Double) throws {
        let qkv = try Tensor.full([2, 6], 1)
        let prefix = try Tensor.full([3, 4], 1)
        let shape = AttentionShape(heads: 1, keyValueHeads: 1, headSize: 2, scale: 1, softcap: softcap)
        func attend(_ length: Int64) throws -> Tensor {
            try qkv.segmentAttention(Tensor([Int64(0), 2, 1, length], shape: [1, 4]), shape, prefix: prefix)
        }
        _ = try attend(2)
        #expect(throws: TorchError.self) { try attend(3) }
        #expect(throws: TorchError.self) { try qkv.segmentAttention(Tensor([Int64(1), 2, 0, 0], shape: [1, 4]), shape) }
        try qkv.setRequiresGradient(true)
        #expect(throws: TorchError.self) { try attend(2) }
    }

    @Test func `a prefix that no segment starts is refused`() throws {
        let qkv = try Tensor.full([4, 6], 1)
        let shape = AttentionShape(heads: 1, keyValueHeads: 1, headSize: 2, scale: 1)
        #expect(throws: TorchError.self) {
            try qkv.segmentAttention(Tensor([Int64(0), 2, 0, 0, 2, 2, 1, 1], shape: [2, 4]), shape)
        }
    }
}
