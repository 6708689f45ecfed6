/// Merges of a long word with a queue of pairs, O(n log n).
enum MergeQueue {
    private struct Candidate {
        /// Rank and merged id, as in `MergeTable`.
        var value: UInt64
        /// Of the left symbol.
        var position: Int32

        @inline(__always)
        func precedes(_ other: Candidate) -> Bool {
            value < other.value || (value == other.value && position < other.position)
        }
    }

    /// - Parameter symbols: token ids, merged in place; fewer than 2³¹.
    static func merge(_ symbols: inout [Int32], merges: MergeTable) {
        let count = symbols.count
        guard count > 1 else { return }
        // A merged-away symbol has id −1; the rest are linked both ways, −1 ends.
        var next = (1...count).map { Int32($0 < count ? $0 : -1) }
        var previous = (0..<count).map { Int32($0) - 1 }
        var queue: [Candidate] = []
        queue.reserveCapacity(count)
        for index in 0..<(count - 1) {
            let value = merges.value(left: symbols[index], right: symbols[index + 1])
            if value != MergeTable.none { queue.append(Candidate(value: value, position: Int32(index))) }
        }
        var start = queue.count / 2
        while start > 0 {
            start -= 1
            siftDown(&queue, from: start)
        }

        while let candidate = pop(&queue) {
            let left = Int(candidate.position)
            guard symbols[left] >= 0, next[left] >= 0 else { continue }
            let right = Int(next[left])
            // The pair may have changed since it was queued.
            guard merges.value(left: symbols[left], right: symbols[right]) == candidate.value else { continue }
            symbols[left] = Int32(truncatingIfNeeded: candidate.value)
            symbols[right] = -1
            next[left] = next[right]
            if next[left] >= 0 { previous[Int(next[left])] = Int32(left) }
            if previous[left] >= 0 {
                let before = previous[left]
                push(merges.value(left: symbols[Int(before)], right: symbols[left]), before, &queue)
            }
            if next[left] >= 0 {
                push(merges.value(left: symbols[left], right: symbols[Int(next[left])]), Int32(left), &queue)
            }
        }
        symbols.removeAll { $0 < 0 }
    }

    private static func push(_ value: UInt64, _ position: Int32, _ queue: inout [Candidate]) {
        guard value != MergeTable.none else { return }
        queue.append(Candidate(value: value, position: position))
        var child = queue.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard queue[child].precedes(queue[parent]) else { return }
            queue.swapAt(child, parent)
            child = parent
        }
    }

    private static func pop(_ queue: inout [Candidate]) -> Candidate? {
        guard let first = queue.first else { return nil }
        let last = queue.removeLast()
        if !queue.isEmpty {
            queue[0] = last
            siftDown(&queue, from: 0)
        }
        return first
    }

    private static func siftDown(_ queue: inout [Candidate], from start: Int) {
        var parent = start
        while true {
            var smallest = parent
            let left = 2 * parent + 1
            if left < queue.count, queue[left].precedes(queue[smallest]) { smallest = left }
            if left + 1 < queue.count, queue[left + 1].precedes(queue[smallest]) { smallest = left + 1 }
            guard smallest != parent else { return }
            queue.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
