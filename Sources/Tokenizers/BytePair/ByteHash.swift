/// A 64-bit hash of some bytes, eight at a time (multiply and fold, after wyhash).
/// The same on every machine; no defence against chosen collisions, so tables
/// built on it compare bytes as well.
@inline(__always)
func byteHash(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset &+ 8 <= count {
        let word = UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt64.self)
        hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
        hash ^= hash >> 32
        offset &+= 8
    }
    var tail: UInt64 = 0
    while offset < count {
        tail = tail << 8 | UInt64(bytes[offset])
        offset &+= 1
    }
    hash = (hash ^ tail) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash >> 29)
}
