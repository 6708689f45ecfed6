import LanguageModels

/// Prompts and completions end to end, and where in them each completion token is predicted.
struct PackedCompletions {
    private(set) var tokens = PackedTokens()
    /// `[N]`, the row whose output predicts each completion token: the one before it.
    private(set) var rows: [Int64] = []
    /// `[N]`, the completion tokens themselves.
    private(set) var targets: [Int64] = []
    /// `[N]`, which completion each belongs to.
    private(set) var sequences: [Int64] = []
    /// `[S]`, tokens of each completion.
    private(set) var lengths: [Int] = []
    private var prompts: [[Int32]: Int] = [:]

    mutating func append(_ completion: [Int32], prompt: [Int32]) {
        let segment = prompts[prompt] ?? tokens.append(prompt)
        prompts[prompt] = segment
        // The last token is predicted, never read.
        let own = tokens.append(Array(completion.dropLast()), continuing: segment)
        if !completion.isEmpty {
            let start = tokens.segments[own].start
            rows.append(Int64(tokens.segments[segment].rows.upperBound - 1))
            rows.append(contentsOf: (0..<completion.count - 1).map { Int64(start + $0) })
        }
        targets.append(contentsOf: completion.map(Int64.init))
        sequences.append(contentsOf: repeatElement(Int64(lengths.count), count: completion.count))
        lengths.append(completion.count)
    }
}
