/// Merges of a short word by looking through all pairs for the lowest rank, O(n²).
/// Faster than a queue while everything fits a few cache lines.
enum MergeScan {
    static let maximumSymbols = 48

    /// - Parameters:
    ///   - symbols: token ids, merged in place.
    ///   - values: room for the merge values of neighbours; its contents do not matter.
    static func merge(_ symbols: inout [Int32], merges: MergeTable, values: inout [UInt64]) {
        guard symbols.count > 1 else { return }
        if values.count < maximumSymbols { values = Array(repeating: MergeTable.none, count: maximumSymbols) }
        let count = symbols.withUnsafeMutableBufferPointer { symbols in
            values.withUnsafeMutableBufferPointer { values in
                merge(symbols, merges: merges, values: values)
            }
        }
        symbols.removeLast(symbols.count - count)
    }

    private static func merge(
        _ symbols: UnsafeMutableBufferPointer<Int32>, merges: MergeTable,
        values: UnsafeMutableBufferPointer<UInt64>
    ) -> Int {
        var count = symbols.count
        for index in 0..<(count - 1) {
            values[index] = merges.value(left: symbols[index], right: symbols[index + 1])
        }
        while count > 1 {
            var best = 0
            var index = 1
            while index < count &- 1 {
                if values[index] < values[best] { best = index }
                index &+= 1
            }
            guard values[best] != MergeTable.none else { break }
            symbols[best] = Int32(truncatingIfNeeded: values[best])
            index = best &+ 1
            while index < count &- 1 {
                symbols[index] = symbols[index &+ 1]
                values[index] = values[index &+ 1]
                index &+= 1
            }
            count &-= 1
            if best > 0 { values[best - 1] = merges.value(left: symbols[best - 1], right: symbols[best]) }
            if best < count - 1 { values[best] = merges.value(left: symbols[best], right: symbols[best + 1]) }
        }
        return count
    }
}
