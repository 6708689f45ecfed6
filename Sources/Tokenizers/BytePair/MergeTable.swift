/// Which pairs of tokens merge, how early, and into what: (left, right) → (rank, id).
///
/// An open-addressing table, at most half full, keys beside values so that a
/// look-up touches one cache line.
struct MergeTable: Sendable {
    private struct Slot {
        var key: UInt64
        /// The rank above, the merged id below; compared as one number, the lower rank wins.
        var value: UInt64
    }

    /// What `value(left:right:)` gives for a pair that does not merge. Larger than any value.
    static let none = UInt64.max

    private var slots: [Slot]
    private let shift: UInt64

    /// - Parameter capacity: the number of merges.
    init(capacity: Int) {
        var bits: UInt64 = 4
        while (1 << bits) < capacity * 2 { bits += 1 }
        slots = Array(repeating: Slot(key: .max, value: Self.none), count: 1 << bits)
        shift = 64 - bits
    }

    /// Adds a merge; a pair that comes again takes the later rank.
    mutating func insert(left: Int32, right: Int32, rank: Int, id: Int32) {
        let key = Self.key(left, right)
        var slot = home(key)
        while slots[slot].key != key, slots[slot].key != .max { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Slot(key: key, value: UInt64(rank) << 32 | UInt64(UInt32(bitPattern: id)))
    }

    /// The rank (upper half) and id (lower half) of the merge of two tokens, or `none`.
    @inline(__always)
    func value(left: Int32, right: Int32) -> UInt64 {
        let key = Self.key(left, right)
        return slots.withUnsafeBufferPointer { slots in
            let mask = slots.count &- 1
            var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
            while true {
                let found = slots[slot]
                if found.key == key { return found.value }
                if found.key == .max { return Self.none }
                slot = (slot &+ 1) & mask
            }
        }
    }

    private func home(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }
}
