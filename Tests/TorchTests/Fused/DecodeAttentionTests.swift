import Testing
import Torch

@EngineActor
struct DecodeAttentionTests {
    /// Three completions, two of one prompt, drawn token by token, against the definition over whole sequences.
    @Test(arguments: [(0, 0.0), (4, 0.0), (0, 0.8)] as [(Int, Double)], Way.all)
    func `tokens drawn one by one see what whole sequences see`(_ limits: (window: Int, softcap: Double), _ way: Way) throws {
        let (window, softcap) = limits
        let shape = AttentionShape(heads: 4, keyValueHeads: 2, headSize: 6, scale: 0.4, window: window, softcap: softcap)
        let width = 48, cached = 24
        // Prompts of 5 and 3 rows, then completions of 4, 2 and 4 rows.
        let segments = [[0, 5, 0, 0], [5, 3, 0, 0], [8, 4, 0, 5], [12, 2, 0, 5], [14, 4, 5, 3]]
        let qkv = try Tensor(waves(18 * width, scale: 2), shape: [18, width])
        let expected = try composedAttention(qkv.to(.float64), segments, shape)
        let prefix = try qkv.narrowed(0, from: 0, length: 8).narrowed(1, from: 24, length: 24).contiguous().by(way)
        // Our kernel never reads what was not written.
        let unwritten = way.device == .cpu && way.dtype == .float32 ? Double.nan : 7
        let keys = try Tensor.full([5, 6, cached / 2], unwritten).by(way)
        let values = try Tensor.full([5, 6, cached / 2], unwritten).by(way)
        // Slots out of order; the second completion ends after two tokens and leaves.
        let slots = [4, 0, 2]
        for position in 0..<4 {
            let active = [0, 1, 2].filter { position < segments[2 + $0][1] }
            let ids = active.map { Int64(segments[2 + $0][0] + position) }
            let table = active.flatMap { completion -> [Int64] in
                let segment = segments[2 + completion]
                return [Int64(slots[completion]), Int64(position), Int64(segment[2]), Int64(segment[3])]
            }
            let rows = try qkv.selecting(Tensor(ids)).by(way)
            let actual = try rows.decodeAttention(
                keys: keys, values: values, prefix: prefix, rows: Tensor(table, shape: [active.count, 4]), shape)
            let wanted = try expected.selecting(Tensor(ids)).floats()
            #expect(largestDifference(try actual.floats(), wanted) < 1e-5, "token \(position)")
        }
    }

    @Test func `without a prompt the cache alone is seen`() throws {
        let shape = AttentionShape(heads: 1, keyValueHeads: 1, headSize: 2, scale: 1)
        let keys = try Tensor.zeros([1, 2, 2])
        let values = try Tensor.zeros([1, 2, 2])
        // Equal keys: the second token's output is the mean of both values.
        let first = try Tensor([Float(1), 1, 1, 1, 2, 4], shape: [1, 6]).decodeAttention(
            keys: keys, values: values, prefix: nil, rows: Tensor([Int64(0), 0, 0, 0], shape: [1, 4]), shape)
        let second = try Tensor([Float(1), 1, 1, 1, 4, 8], shape: [1, 6]).decodeAttention(
            keys: keys, values: values, prefix: nil, rows: Tensor([Int64(0), 1, 0, 0], shape: [1, 4]), shape)
        #expect(largestDifference(try first.floats(), [2, 4]) < 1e-6)
        #expect(largestDifference(try second.floats(), [3, 6]) < 1e-6)
    }
}
