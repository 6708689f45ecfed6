/// One step that cuts text into pieces no merge may cross. Steps follow one
/// another, each on the pieces of the one before.
enum PreTokenizer: Sendable, Equatable {
    /// `Split` by a known pattern, or `ByteLevel` with `use_regex`: pieces without gaps.
    case pattern(SplitPattern)
    /// `Split` by a literal text.
    case literal([UInt8], SplitBehavior, inverted: Bool)
    /// `Digits`: numbers apart, each character of them or each run.
    case digits(individual: Bool)
    /// `ByteLevel` with `add_prefix_space`: a space before each piece that has none.
    case prefixSpace
    case metaspace(Metaspace)
}

/// What becomes of the text a literal `Split` finds.
enum SplitBehavior: String, Sendable, Equatable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
}

/// `Metaspace`: spaces become a visible mark, and text begins with one.
struct Metaspace: Sendable, Equatable {
    enum PrependScheme: String, Sendable {
        case always, never, first
    }

    var mark: [UInt8]
    var prependScheme: PrependScheme
    /// Cut before each mark.
    var splits: Bool
}

/// Runs the steps depth first, so that each piece goes straight to the model.
struct PieceWalker {
    let steps: [PreTokenizer]
    let model: BytePairEncoding
    let classes: UnsafePointer<UInt8>

    /// - Parameters:
    ///   - text: valid UTF-8.
    ///   - step: the first step not yet done.
    ///   - isFirst: the text begins where the whole input begins.
    func walk(
        _ text: UnsafeBufferPointer<UInt8>, step: Int = 0, isFirst: Bool, state: inout EncodingState
    ) {
        guard let base = text.baseAddress, text.count > 0 else { return }
        guard step < steps.count else { return model.encode(text, state: &state) }
        switch steps[step] {
        case .pattern(let pattern):
            let reader = ScalarReader(text: base, classes: classes)
            var start = 0
            while start < text.count {
                let end = pattern.endOfPiece(reader, from: start, limit: text.count)
                walk(slice(text, start, end), step: step + 1, isFirst: isFirst && start == 0, state: &state)
                start = end
            }
        case .digits(let individual):
            let reader = ScalarReader(text: base, classes: classes)
            var start = 0
            while start < text.count {
                let end = endOfDigits(reader, individual: individual, from: start, limit: text.count)
                walk(slice(text, start, end), step: step + 1, isFirst: isFirst && start == 0, state: &state)
                start = end
            }
        case .literal(let literal, let behavior, let inverted):
            for piece in literalPieces(of: text, literal: literal, behavior: behavior, inverted: inverted) {
                walk(
                    slice(text, piece.lowerBound, piece.upperBound), step: step + 1,
                    isFirst: isFirst && piece.lowerBound == 0, state: &state)
            }
        case .prefixSpace:
            guard base[0] != 0x20 else { return walk(text, step: step + 1, isFirst: isFirst, state: &state) }
            ([0x20] + text).withUnsafeBufferPointer {
                walk($0, step: step + 1, isFirst: isFirst, state: &state)
            }
        case .metaspace(let metaspace):
            let marked = metaspace.marked(text, isFirst: isFirst)
            marked.withUnsafeBufferPointer { marked in
                let behavior = SplitBehavior.mergedWithNext
                let pieces = metaspace.splits
                    ? literalPieces(of: marked, literal: metaspace.mark, behavior: behavior, inverted: false)
                    : [0..<marked.count]
                for piece in pieces {
                    walk(
                        slice(marked, piece.lowerBound, piece.upperBound), step: step + 1,
                        isFirst: isFirst && piece.lowerBound == 0, state: &state)
                }
            }
        }
    }

    @inline(__always)
    private func slice(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[start..<end])
    }

    private func endOfDigits(
        _ reader: ScalarReader, individual: Bool, from start: Int, limit: Int
    ) -> Int {
        let (kind, end) = reader.next(start)
        guard kind & ScalarClasses.number != 0 else {
            return reader.endOfRun(without: ScalarClasses.number, from: end, limit: limit)
        }
        return individual ? end : reader.endOfRun(of: ScalarClasses.number, from: end, limit: limit)
    }
}

extension Metaspace {
    /// The text with marks for spaces, and a mark in front where the scheme wants one.
    func marked(_ text: UnsafeBufferPointer<UInt8>, isFirst: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4 + mark.count)
        for byte in text {
            if byte == 0x20 { result.append(contentsOf: mark) } else { result.append(byte) }
        }
        let wantsMark = prependScheme == .always || (prependScheme == .first && isFirst)
        return wantsMark && !result.starts(with: mark) ? mark + result : result
    }
}
