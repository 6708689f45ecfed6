/// The ids of words met before, bounded: full, it is emptied and starts again.
///
/// A value, so that each call of `encode` owns one while it runs; the tokenizer
/// keeps the idle ones.
struct WordCache: Sendable {
    private struct Entry {
        var hash: UInt64
        var keyStart: Int32
        var keyLength: Int32
        var idStart: Int32
        /// −1 marks an empty slot.
        var idCount: Int32
    }

    static let slotCount = 1 << 16
    static let maximumWords = slotCount / 2
    /// Longer words are rare and not worth the room, in bytes.
    static let maximumWordLength = 64

    private var slots = Array(
        repeating: Entry(hash: 0, keyStart: 0, keyLength: 0, idStart: 0, idCount: -1), count: slotCount)
    private var keys: [UInt8] = []
    private var ids: [Int32] = []
    private var wordCount = 0

    /// Appends the ids of a word met before.
    /// - Returns: false where it was not.
    @inline(__always)
    func appendIDs(of word: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, to output: inout [Int32]) -> Bool {
        slots.withUnsafeBufferPointer { slots in
            var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount &- 1)
            while slots[slot].idCount >= 0 {
                let entry = slots[slot]
                if entry.hash == hash, Int(entry.keyLength) == count, sameKey(entry.keyStart, word, count) {
                    if entry.idCount == 1 {
                        output.append(ids[Int(entry.idStart)])
                    } else {
                        output.append(contentsOf: ids[Int(entry.idStart)..<Int(entry.idStart + entry.idCount)])
                    }
                    return true
                }
                slot = (slot &+ 1) & (Self.slotCount &- 1)
            }
            return false
        }
    }

    @inline(__always)
    private func sameKey(_ start: Int32, _ word: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        keys.withUnsafeBufferPointer { keys in
            let start = Int(start)
            var offset = 0
            while offset < count {
                if keys[start &+ offset] != word[offset] { return false }
                offset &+= 1
            }
            return true
        }
    }

    mutating func insert(
        _ word: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, ids wordIDs: ArraySlice<Int32>
    ) {
        if wordCount == Self.maximumWords { self = WordCache() }
        var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while slots[slot].idCount >= 0 { slot = (slot + 1) & (Self.slotCount - 1) }
        slots[slot] = Entry(
            hash: hash, keyStart: Int32(keys.count), keyLength: Int32(count), idStart: Int32(ids.count),
            idCount: Int32(wordIDs.count))
        keys.append(contentsOf: UnsafeBufferPointer(start: word, count: count))
        ids.append(contentsOf: wordIDs)
        wordCount += 1
    }
}
