/// How often each pair of neighbours occurs in a set of counted words, kept up
/// to date while pairs merge.
struct PairCounts {
    struct Word {
        var symbols: [Int32]
        var count: Int
    }

    struct Pair: Hashable {
        var left: Int32
        var right: Int32
    }

    private struct Entry {
        var count = 0
        /// Words that had the pair at some time; some may have lost it.
        var words: [Int32] = []
    }

    private struct Candidate: Comparable {
        var count: Int
        var pair: Pair

        /// The more frequent is greater; then the smaller left id, then the smaller right id.
        static func < (a: Candidate, b: Candidate) -> Bool {
            if a.count != b.count { return a.count < b.count }
            if a.pair.left != b.pair.left { return a.pair.left > b.pair.left }
            return a.pair.right > b.pair.right
        }
    }

    private var words: [Word]
    private var entries: [Pair: Entry] = [:]
    private var queue = MaximumQueue<Candidate>()

    init(_ words: [Word]) {
        self.words = words
        for (index, word) in words.enumerated() {
            for (left, right) in zip(word.symbols, word.symbols.dropFirst()) {
                add(Pair(left: left, right: right), word.count, in: index)
            }
        }
        for (pair, entry) in entries { queue.push(Candidate(count: entry.count, pair: pair)) }
    }

    /// The most frequent pair that still occurs. It stays counted until it is merged.
    mutating func popMostFrequent() -> Pair? {
        while let candidate = queue.pop() {
            let count = entries[candidate.pair]?.count ?? 0
            if count == candidate.count { return candidate.pair }
            // The queue holds what was true when it was pushed; put it back as it is now.
            if count > 0 { queue.push(Candidate(count: count, pair: candidate.pair)) }
        }
        return nil
    }

    /// Replaces the pair by `token` everywhere, from left to right.
    mutating func merge(_ pair: Pair, into token: Int32) {
        guard let entry = entries.removeValue(forKey: pair) else { return }
        var grown: Set<Pair> = []
        for index in entry.words { merge(pair, into: token, in: Int(index), grown: &grown) }
        entries[pair] = nil
        for pair in grown {
            if let count = entries[pair]?.count, count > 0 { queue.push(Candidate(count: count, pair: pair)) }
        }
    }

    private mutating func merge(_ pair: Pair, into token: Int32, in index: Int, grown: inout Set<Pair>) {
        let before = words[index].symbols
        var after: [Int32] = []
        after.reserveCapacity(before.count)
        var position = 0
        while position < before.count {
            if position + 1 < before.count, before[position] == pair.left, before[position + 1] == pair.right {
                after.append(token)
                position += 2
            } else {
                after.append(before[position])
                position += 1
            }
        }
        // The same word may be listed twice; the second time nothing is left to merge.
        guard after.count < before.count else { return }
        let count = words[index].count
        for (left, right) in zip(before, before.dropFirst()) { entries[Pair(left: left, right: right)]?.count -= count }
        for (left, right) in zip(after, after.dropFirst()) {
            let new = Pair(left: left, right: right)
            if left == token || right == token {
                add(new, count, in: index)
                grown.insert(new)
            } else {
                entries[new]?.count += count
            }
        }
        words[index].symbols = after
    }

    private mutating func add(_ pair: Pair, _ count: Int, in word: Int) {
        entries[pair, default: Entry()].count += count
        let index = Int32(word)
        if entries[pair]?.words.last != index { entries[pair]?.words.append(index) }
    }
}

/// A binary heap; the greatest comes first.
struct MaximumQueue<Element: Comparable> {
    private var elements: [Element] = []

    mutating func push(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[parent] < elements[child] else { return }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> Element? {
        guard let first = elements.first else { return nil }
        let last = elements.removeLast()
        guard !elements.isEmpty else { return first }
        elements[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < elements.count else { return first }
            let right = left + 1
            let greater = right < elements.count && elements[left] < elements[right] ? right : left
            guard elements[parent] < elements[greater] else { return first }
            elements.swapAt(parent, greater)
            parent = greater
        }
    }
}
