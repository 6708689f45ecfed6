/// Token sequences laid end to end, without padding, as the decoder reads them.
///
/// A completion may share the rows of a prompt: the prompt is computed once and its completions attend to it.
public struct PackedTokens: Sendable, Hashable {
    /// Rows of the packed batch; a prefix is an earlier segment without prefix, or rows of `PromptKeys`.
    public struct Segment: Sendable, Hashable {
        public var start: Int
        public var length: Int
        public var prefixStart: Int
        public var prefixLength: Int

        public var rows: Range<Int> { start..<start + length }
    }

    /// `[N]`.
    public private(set) var tokens: [Int32] = []
    /// `[N]`, the place of each token in its sequence, its prompt counted.
    public private(set) var positions: [Int32] = []
    public private(set) var segments: [Segment] = []

    public init() {}

    /// Adds a sequence of its own; returns its segment's index.
    @discardableResult
    public mutating func append(_ sequence: [Int32]) -> Int {
        add(sequence, prefixStart: 0, prefixLength: 0)
    }

    /// Adds a sequence that continues segment `prompt`.
    @discardableResult
    public mutating func append(_ sequence: [Int32], continuing prompt: Int) -> Int {
        let prefix = segments[prompt]
        precondition(prefix.prefixLength == 0, "segment \(prompt) continues another one; a prefix must stand alone")
        return add(sequence, prefixStart: prefix.start, prefixLength: prefix.length)
    }

    /// Adds a sequence that continues rows of the `PromptKeys` which the pass is given.
    @discardableResult
    public mutating func append(_ sequence: [Int32], after rows: Range<Int>) -> Int {
        add(sequence, prefixStart: rows.lowerBound, prefixLength: rows.count)
    }

    private mutating func add(_ sequence: [Int32], prefixStart: Int, prefixLength: Int) -> Int {
        segments.append(
            Segment(start: tokens.count, length: sequence.count, prefixStart: prefixStart, prefixLength: prefixLength))
        positions.append(contentsOf: (0..<sequence.count).map { Int32(prefixLength + $0) })
        tokens.append(contentsOf: sequence)
        return segments.count - 1
    }

    var longest: Int { Int(positions.max() ?? 0) + 1 }
}
