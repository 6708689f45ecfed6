/// The identifier of a seed-world problem says how to make it again:
/// `seed-world/held-out/addition/0/17` is split, family, seed and index.
struct SeedProblemID: CustomStringConvertible {
    var split: SeedSplit
    var family: SeedFamily
    var seed: UInt64
    var index: Int

    init(split: SeedSplit, family: SeedFamily, seed: UInt64, index: Int) {
        self.split = split
        self.family = family
        self.seed = seed
        self.index = index
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "seed-world", let split = SeedSplit(rawValue: String(parts[1])),
            let family = SeedFamily(rawValue: String(parts[2])), let seed = UInt64(parts[3]),
            let index = Int(parts[4])
        else { return nil }
        self.init(split: split, family: family, seed: seed, index: index)
    }

    var description: String { "seed-world/\(split.rawValue)/\(family.rawValue)/\(seed)/\(index)" }
}
