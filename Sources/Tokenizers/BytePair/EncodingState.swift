/// What one call of `encode` works in: the ids so far, room for one word, and
/// the words met before.
struct EncodingState: Sendable {
    var ids: [Int32] = []
    /// The symbols of the word at hand.
    var symbols: [Int32] = []
    /// The merge values of its neighbours, see `MergeScan`.
    var values: [UInt64] = []
    var cache = WordCache()
}
