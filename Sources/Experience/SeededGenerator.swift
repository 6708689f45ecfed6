/// SplitMix64 (Steele, Lea and Flood 2014): small, fast, the same numbers on every machine.
///
/// Streams are split by name, so that adding a draw to one part of a run leaves the others alone.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Codable, Hashable {
    public private(set) var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    /// The stream called `name` of a run's `seed`, such as `sampling`, `curriculum` or `shuffle`.
    public init(seed: UInt64, stream name: String) {
        // FNV-1a over the name, mixed with the seed.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        var mixer = SeededGenerator(seed: seed ^ hash)
        state = mixer.next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Uniform in [0, 1) with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Uniform in `range`, by rejection-free multiplication: the same on every platform and Swift version,
    /// which `Int.random(in:using:)` does not promise.
    public mutating func int(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
    }

    public mutating func element<T>(of values: [T]) -> T {
        values[int(in: 0...values.count - 1)]
    }

    public mutating func shuffle<T>(_ values: inout [T]) {
        guard values.count > 1 else { return }
        for i in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(i, int(in: 0...i)) }
    }
}
