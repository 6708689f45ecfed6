import TestSupport
import Testing
import Torch

@EngineActor
struct TensorTests {
    @Test func `arithmetic, broadcasting and reductions`() throws {
        let a = try Tensor([Float(1), 2, 3, 4], shape: [2, 2])
        let b = try Tensor([Float(10), 20])
        #expect(try (a + b).floats() == [11, 22, 13, 24])
        #expect(try (b - a).floats() == [9, 18, 7, 16])
        #expect(try (a * 2 / 4 - 1).floats() == [-0.5, 0, 0.5, 1])
        #expect(try a.matmul(a).floats() == [7, 10, 15, 22])
        #expect(try a.sum().item() == 10)
        #expect(try a.mean().item() == 2.5)
        #expect(try a.maximumElement().item() == 4)
        #expect(try a.sum(0).floats() == [4, 6])
        #expect(try a.argmax(1).integers() == [1, 1])
        #expect(try a.transposed().floats() == [1, 3, 2, 4])
        #expect(try a.clamped(2, 3).floats() == [2, 2, 3, 3])
        #expect(try Tensor([Float(5), 6, 7]).segmentSums(Tensor([Int64(1), 0, 1]), count: 2).floats() == [6, 12])
        #expect(try Tensor([Float(3), 4]).norm().item() == 5)
    }

    /// d/dx of x²·3 at 2 is 12; a second pass adds.
    @Test func `gradients add up until they are cleared`() throws {
        let x = try Tensor([Float(2)])
        try x.setRequiresGradient(true)
        for pass in 1...2 {
            try (x.squared() * 3).sum().backward()
            #expect(try #require(x.gradient).item() == 12 * Double(pass))
        }
        x.clearGradient()
        #expect(x.gradient == nil)
        let frozen = try withoutGradients { try x * 2 }
        #expect(!frozen.requiresGradient)
        #expect(try (x * 2).requiresGradient)
    }

    @Test func `gradients are recorded again after a throw inside withoutGradients`() throws {
        let x = try Tensor([Float(2)])
        try x.setRequiresGradient(true)
        #expect(throws: TorchError.self) { try withoutGradients { try x.reshaped([3]) } }
        #expect(try (x * 2).requiresGradient)
    }

    @Test func `the same seed draws the same normal numbers`() throws {
        let a = try Tensor.normal([1000], deviation: 2, seed: 1).floats()
        #expect(try Tensor.normal([1000], deviation: 2, seed: 1).floats() == a)
        #expect(try Tensor.normal([1000], deviation: 2, seed: 2).floats() != a)
        let square = a.reduce(0) { $0 + $1 * $1 } / 1000
        #expect(abs(square - 4) < 0.6)
    }

    @Test func `a fingerprint sees one bit and the order`() throws {
        let a = try Tensor(waves(64))
        let b = try Tensor(waves(64, phase: 2))
        let before = try [a, b].fingerprint()
        #expect(try [a, b].fingerprint() == before)
        #expect(try [b, a].fingerprint() != before)
        var values = waves(64)
        values[63] = Float(bitPattern: values[63].bitPattern ^ 1)
        #expect(try [Tensor(values), b].fingerprint() != before)
    }

    @Test func `a fingerprint sees a change in half precision, to the last element`() throws {
        let a = try Tensor([Float(1), 2, 3]).to(.bfloat16)
        let b = try Tensor([Float(1), 2, 4]).to(.bfloat16)
        #expect(try [a].fingerprint() != [b].fingerprint())
    }

    /// 1.0 has the bits 3f800000 and stands at place 0, whose multiplier is 1; then one turn of FNV-1a.
    @Test func `a fingerprint by hand, and the same on every device`() throws {
        #expect(try [Tensor([Float(1)])].fingerprint() == (0xcbf2_9ce4_8422_2325 ^ 0x3f80_0000) &* 0x100_0000_01b3)
        // More elements than a block has, by our kernel (fp32 on the CPU) and by LibTorch's operators (all else).
        let block = 4 << 20
        let values = waves(block + 5)
        func expected(_ bits: (Float) -> Int64) -> UInt64 {
            var sums: [UInt64] = [0, 0]
            for (index, value) in values.enumerated() {
                let spread = Int64(bitPattern: UInt64(index % block) &* 0x9e37_79b9_7f4a_7c15)
                sums[index / block] &+= UInt64(bitPattern: bits(value)) &* (UInt64(bitPattern: spread ^ (spread >> 32)) | 1)
            }
            return sums.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ $1) &* 0x100_0000_01b3 }
        }
        let single = try Tensor(values), double = try single.to(.float64)
        for device in [Device.cpu, DeviceUnderTest.device] {
            #expect(try [single.to(device)].fingerprint() == expected { Int64(Int32(bitPattern: $0.bitPattern)) })
            #expect(try [double.to(device)].fingerprint() == expected { Int64(bitPattern: Double($0).bitPattern) })
        }
    }

    @Test func `packed weights multiply as plain ones do`() throws {
        let weight = try Tensor(waves(40 * 24), shape: [40, 24])
        let bias = try Tensor(waves(40, phase: 2))
        for rows in [1, 5, 64] {
            let x = try Tensor(waves(rows * 24, phase: 7), shape: [rows, 24])
            let expected = try x.to(.float64).linear(weight.to(.float64), bias: bias.to(.float64)).floats()
            #expect(largestDifference(try PackedWeight(weight, bias: bias, rows: rows)(x).floats(), expected) < 1e-5)
        }
    }

    @Test func `no tensor outlives its last use, on errors too`() throws {
        func work() throws {
            let weight = try Tensor(waves(12 * 6), shape: [12, 6])
            try weight.setRequiresGradient(true)
            let optimizer = try AdamW([weight])
            for _ in 0..<3 {
                let hidden = try Tensor(waves(5 * 6), shape: [5, 6]).rmsNorm(Tensor.full([6], 1), epsilon: 1e-6)
                let scored = try hidden.tokenLogprobs(weight: weight, targets: Tensor([Int64(0), 1, 2, 3, 4]), temperature: 0.6)
                try (-scored.logprobs.mean() + scored.entropy.mean() * 0.1).backward()
                _ = try clipGradients(of: [weight], to: 1)
                try optimizer.update(learningRate: 0.1)
                _ = try? weight.matmul(weight)
            }
        }
        try work()
        let before = Tensor.liveCount
        try work()
        #expect(Tensor.liveCount == before)
        let kept = try Tensor.zeros([1])
        #expect(Tensor.liveCount == before + 1)
        withExtendedLifetime(kept) {}
    }
}
