/// Tokens as bytes: id → bytes and bytes → id.
///
/// The bytes lie end to end in one array; the way back is an open-addressing
/// table of ids, at most half full. Swift dictionaries of strings will not do:
/// they hold canonically equivalent strings (é composed and decomposed) for one.
struct TokenTable: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Per id: where its bytes start, or −1 where no token has the id.
    private var starts: [Int] = []
    private var lengths: [Int32] = []
    private var slots: [Int32]
    private var count = 0

    /// One more than the largest id.
    var idLimit: Int { starts.count }

    init(capacity: Int) {
        slots = Array(repeating: -1, count: Self.slotCount(for: capacity))
        starts.reserveCapacity(capacity)
        lengths.reserveCapacity(capacity)
    }

    private static func slotCount(for capacity: Int) -> Int {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        return size
    }

    /// Adds a token, or gives its bytes another id.
    mutating func insert(_ token: some Collection<UInt8>, id: Int) {
        while starts.count <= id {
            starts.append(-1)
            lengths.append(0)
        }
        let start = bytes.count
        bytes.append(contentsOf: token)
        starts[id] = start
        lengths[id] = Int32(bytes.count - start)
        count += 1
        if count * 2 > slots.count { grow() } else { place(id) }
    }

    private mutating func place(_ id: Int) {
        let slot = bytes.withUnsafeBufferPointer { all in
            findSlot(all.baseAddress.map { $0 + starts[id] }, Int(lengths[id]))
        }
        slots[slot] = Int32(id)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for id in starts.indices where starts[id] >= 0 { place(id) }
    }

    /// The slot that holds these bytes, or the empty one where they would go.
    private func findSlot(_ key: UnsafePointer<UInt8>?, _ length: Int) -> Int {
        guard let key else { return 0 }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: byteHash(key, length)) & mask
        while slots[slot] >= 0 {
            let id = Int(slots[slot])
            if Int(lengths[id]) == length, matches(key, length, at: starts[id]) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func matches(_ key: UnsafePointer<UInt8>, _ length: Int, at start: Int) -> Bool {
        bytes.withUnsafeBufferPointer { all in
            var offset = 0
            while offset < length {
                if all[start + offset] != key[offset] { return false }
                offset += 1
            }
            return true
        }
    }

    /// The id of these bytes, or −1.
    func id(of key: UnsafePointer<UInt8>, count: Int) -> Int32 {
        slots[findSlot(key, count)]
    }

    func id(of key: [UInt8]) -> Int32? {
        let found = key.withUnsafeBufferPointer { key in
            key.baseAddress.map { id(of: $0, count: key.count) } ?? -1
        }
        return found < 0 ? nil : found
    }

    /// The bytes of `id`, or nil where no token has it.
    func token(_ id: Int) -> ArraySlice<UInt8>? {
        guard starts.indices.contains(id), starts[id] >= 0 else { return nil }
        return bytes[starts[id]..<(starts[id] + Int(lengths[id]))]
    }
}
