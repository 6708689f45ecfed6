/// How often each word occurs: a number character by itself, or a piece of the
/// GPT-2 pattern between numbers.
struct WordCounter {
    struct Word {
        var bytes: ArraySlice<UInt8>
        var count: Int
    }

    private var table = TokenTable(capacity: 1 << 14)
    private var counts: [Int] = []

    /// In the order of first occurrence.
    var words: [Word] {
        counts.enumerated().map { Word(bytes: table.token($0.offset) ?? [], count: $0.element) }
    }

    /// Counts the words of one text.
    mutating func count(_ text: String) {
        var text = text
        text.withUTF8 { text in
            guard let base = text.baseAddress else { return }
            ScalarClasses.shared.table.withUnsafeBufferPointer { classes in
                guard let classes = classes.baseAddress else { return }
                count(ScalarReader(text: base, classes: classes), limit: text.count)
            }
        }
    }

    private mutating func count(_ reader: ScalarReader, limit: Int) {
        var position = 0
        while position < limit {
            let (kind, next) = reader.next(position)
            if kind & ScalarClasses.number != 0 {
                count(reader.text + position, next - position)
                position = next
                continue
            }
            let end = reader.endOfRun(without: ScalarClasses.number, from: next, limit: limit)
            while position < end {
                let wordEnd = SplitPattern.gpt2.endOfPiece(reader, from: position, limit: end)
                count(reader.text + position, wordEnd - position)
                position = wordEnd
            }
        }
    }

    @inline(__always)
    private mutating func count(_ word: UnsafePointer<UInt8>, _ length: Int) {
        let id = table.id(of: word, count: length)
        if id >= 0 {
            counts[Int(id)] += 1
        } else {
            table.insert(UnsafeBufferPointer(start: word, count: length), id: counts.count)
            counts.append(1)
        }
    }
}
