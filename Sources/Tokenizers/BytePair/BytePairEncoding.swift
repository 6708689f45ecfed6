/// Byte-pair encoding of one word: symbols, then merges, lowest rank first and
/// leftmost among equals, until no pair merges.
///
/// Sennrich et al. 2016, arXiv:1508.07909, §3.2, as the Hugging Face
/// `tokenizers` model `BPE` does it, without dropout.
struct BytePairEncoding: Sendable {
    /// What happens to a character that is not in the vocabulary.
    struct UnknownRule: Sendable {
        /// The id of `unk_token`; nil drops the character.
        var unknownID: Int32?
        /// Neighbouring unknown characters become one token.
        var isFused = false
        /// Per byte, the id of `<0xXX>` or −1; nil where `byte_fallback` is off.
        var byteIDs: [Int32]?
    }

    /// Words as they are looked up: raw bytes for byte-level models, else the text of the token.
    let words: TokenTable
    let merges: MergeTable
    /// Byte-level models: the id of each byte, −1 where the vocabulary lacks it. Else nil.
    let byteSymbols: [Int32]?
    let unknown: UnknownRule
    /// A word that is in the vocabulary as a whole is not built by merges.
    let ignoresMerges: Bool
    /// The mark of a space, where no token has it after another character: the
    /// text may then be cut before each of its runs without changing any merge.
    let wordStart: [UInt8]?

    /// Appends the ids of one piece of pre-tokenized text.
    func encode(_ text: UnsafeBufferPointer<UInt8>, state: inout EncodingState) {
        guard let base = text.baseAddress, text.count > 0 else { return }
        guard let wordStart else { return encodeWord(base, text.count, state: &state) }
        var start = 0
        while start < text.count {
            let end = endOfWord(base, from: start, limit: text.count, mark: wordStart)
            encodeWord(base + start, end - start, state: &state)
            start = end
        }
    }

    /// Where the next run of marks begins after something else.
    private func endOfWord(_ text: UnsafePointer<UInt8>, from start: Int, limit: Int, mark: [UInt8]) -> Int {
        mark.withUnsafeBufferPointer { mark in
            var position = start
            var isInLeadingMarks = true
            while position < limit {
                var isMark = text[position] == mark[0] && position + mark.count <= limit
                var offset = 1
                while isMark, offset < mark.count {
                    isMark = text[position + offset] == mark[offset]
                    offset += 1
                }
                if isMark {
                    if !isInLeadingMarks { return position }
                    position += mark.count
                } else {
                    isInLeadingMarks = false
                    position += 1
                }
            }
            return limit
        }
    }

    @inline(__always)
    private func encodeWord(_ word: UnsafePointer<UInt8>, _ count: Int, state: inout EncodingState) {
        guard count <= WordCache.maximumWordLength else { return encodeUncached(word, count, state: &state) }
        let hash = byteHash(word, count)
        if state.cache.appendIDs(of: word, count, hash: hash, to: &state.ids) { return }
        let before = state.ids.count
        encodeUncached(word, count, state: &state)
        state.cache.insert(word, count, hash: hash, ids: state.ids[before...])
    }

    private func encodeUncached(_ word: UnsafePointer<UInt8>, _ count: Int, state: inout EncodingState) {
        if ignoresMerges {
            let id = words.id(of: word, count: count)
            if id >= 0 { return state.ids.append(id) }
        }
        state.symbols.removeAll(keepingCapacity: true)
        if let byteSymbols {
            appendByteSymbols(word, count, byteSymbols, to: &state.symbols)
        } else {
            appendCharacterSymbols(word, count, to: &state.symbols)
        }
        if state.symbols.count <= MergeScan.maximumSymbols {
            MergeScan.merge(&state.symbols, merges: merges, values: &state.values)
        } else {
            MergeQueue.merge(&state.symbols, merges: merges)
        }
        state.ids.append(contentsOf: state.symbols)
    }

    private func appendByteSymbols(
        _ word: UnsafePointer<UInt8>, _ count: Int, _ byteSymbols: [Int32], to symbols: inout [Int32]
    ) {
        var pendingUnknown = false
        for offset in 0..<count {
            let id = byteSymbols[Int(word[offset])]
            guard id < 0 else {
                if pendingUnknown { appendUnknown(to: &symbols) }
                pendingUnknown = false
                symbols.append(id)
                continue
            }
            if pendingUnknown, !unknown.isFused { appendUnknown(to: &symbols) }
            pendingUnknown = true
        }
        if pendingUnknown { appendUnknown(to: &symbols) }
    }

    private func appendCharacterSymbols(
        _ word: UnsafePointer<UInt8>, _ count: Int, to symbols: inout [Int32]
    ) {
        var pendingUnknown = false
        var position = 0
        while position < count {
            let length = min(utf8Length(leading: word[position]), count - position)
            let id = words.id(of: word + position, count: length)
            if id >= 0 {
                if pendingUnknown { appendUnknown(to: &symbols) }
                pendingUnknown = false
                symbols.append(id)
            } else if appendBytes(of: UnsafeBufferPointer(start: word + position, count: length), to: &symbols) {
                // As bytes; a pending unknown stays pending, as in the reference.
            } else {
                if pendingUnknown, !unknown.isFused { appendUnknown(to: &symbols) }
                pendingUnknown = true
            }
            position += length
        }
        if pendingUnknown { appendUnknown(to: &symbols) }
    }

    /// - Returns: false where the character cannot be spelled with byte tokens.
    private func appendBytes(of character: UnsafeBufferPointer<UInt8>, to symbols: inout [Int32]) -> Bool {
        guard let byteIDs = unknown.byteIDs, character.allSatisfy({ byteIDs[Int($0)] >= 0 }) else { return false }
        for byte in character { symbols.append(byteIDs[Int(byte)]) }
        return true
    }

    private func appendUnknown(to symbols: inout [Int32]) {
        if let id = unknown.unknownID { symbols.append(id) }
    }
}

/// The number of bytes of the character that starts with `byte`.
@inline(__always)
func utf8Length(leading byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
}
