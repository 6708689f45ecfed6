/// The pieces of a text cut at each occurrence of a literal.
///
/// Empty pieces are left out. The behaviours are those of Hugging Face
/// `SplitDelimiterBehavior`.
///
/// - Parameter inverted: the text between the occurrences counts as found.
func literalPieces(
    of text: UnsafeBufferPointer<UInt8>, literal: [UInt8], behavior: SplitBehavior, inverted: Bool
) -> [Range<Int>] {
    var spans: [(range: Range<Int>, isFound: Bool)] = []
    var start = 0
    var position = 0
    while position + literal.count <= text.count {
        if !literal.isEmpty, text[position..<(position + literal.count)].elementsEqual(literal) {
            if start < position { spans.append((start..<position, inverted)) }
            spans.append((position..<(position + literal.count), !inverted))
            position += literal.count
            start = position
        } else {
            position += 1
        }
    }
    if start < text.count { spans.append((start..<text.count, inverted)) }

    var pieces: [Range<Int>] = []
    var previousWasFound = false
    switch behavior {
    case .isolated:
        return spans.map(\.range)
    case .removed:
        return spans.filter { !$0.isFound }.map(\.range)
    case .contiguous:
        for span in spans {
            if span.isFound == previousWasFound, let last = pieces.popLast() {
                pieces.append(last.lowerBound..<span.range.upperBound)
            } else {
                pieces.append(span.range)
            }
            previousWasFound = span.isFound
        }
    case .mergedWithPrevious:
        for span in spans {
            if span.isFound, !previousWasFound, let last = pieces.popLast() {
                pieces.append(last.lowerBound..<span.range.upperBound)
            } else {
                pieces.append(span.range)
            }
            previousWasFound = span.isFound
        }
    case .mergedWithNext:
        for span in spans.reversed() {
            if span.isFound, !previousWasFound, let next = pieces.popLast() {
                pieces.append(span.range.lowerBound..<next.upperBound)
            } else {
                pieces.append(span.range)
            }
            previousWasFound = span.isFound
        }
        pieces.reverse()
    }
    return pieces
}
