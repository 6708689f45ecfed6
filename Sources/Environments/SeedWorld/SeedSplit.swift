/// Which part of the seed world an item belongs to. An item is in exactly one.
///
/// The split is a function of the item's canonical key (the operation and its operands, commuted
/// operands alike), never of a file or a draw: ten buckets of a hash, eight for pretraining, one each
/// for the pool and the held-out set. A sum told as a story has the key of the bare sum, so that no
/// family leaks an item of another.
public enum SeedSplit: String, Sendable, Codable, CaseIterable {
    /// Items the seed model is pretrained on.
    case pretraining
    /// Candidates for the one training example, never seen in pretraining.
    case pool
    /// Items for evaluation only.
    case heldOut = "held-out"

    /// The split of the item called `key`.
    public init(key: String) {
        // FNV-1a, then SplitMix64's finaliser: FNV alone is uneven in the low digits of short keys.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        switch hash % 10 {
        case 0: self = .heldOut
        case 1: self = .pool
        default: self = .pretraining
        }
    }
}
