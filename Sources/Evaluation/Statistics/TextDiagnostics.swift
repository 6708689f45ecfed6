internal import Foundation

/// What completions look like, apart from being right.
public struct TextDiagnostics: Sendable, Hashable, Codable {
    public var completions: Int
    /// Completions that contain each word, by word.
    public var reflection: [String: Int]
    /// The share of completions with an answer in a closed box.
    public var boxedRatio: Double
    /// The mean of ``repeatedShare(_:run:)``.
    public var repetitionRatio: Double
    /// The share of different answers among those given: 1 when no two agree, near 0 when all do.
    public var answerDiversity: Double

    /// Counted in Wang et al. 2025, arXiv:2504.20571, §3.2.3.
    public static let reflectionWords = ["rethink", "recheck", "recalculate"]

    /// - Parameters:
    ///   - texts: `[completions]`.
    ///   - answers: `[completions]`, as extracted from the box; `nil` or empty where there was none.
    public init(
        texts: [String], answers: [String?], words: [String] = Self.reflectionWords
    ) throws(StatisticsError) {
        guard !texts.isEmpty else { throw .nothingToAverage }
        guard texts.count == answers.count else { throw .unpaired(before: texts.count, after: answers.count) }
        completions = texts.count
        let lowered = texts.map { $0.lowercased() }
        reflection = [:]
        for word in words { reflection[word] = lowered.count { $0.contains(word.lowercased()) } }
        let given = answers.compactMap { $0 }.filter { !$0.isEmpty }
        boxedRatio = Double(given.count) / Double(texts.count)
        repetitionRatio = texts.reduce(0) { $0 + repeatedShare($1) } / Double(texts.count)
        answerDiversity = given.isEmpty ? 0 : Double(Set(given).count) / Double(given.count)
    }
}

/// How much of a text repeats itself: the share of runs of four words that occurred before in it, 0 for
/// texts of fewer than five words. Our definition; the papers give numbers without one.
public func repeatedShare(_ text: String, run: Int = 4) -> Double {
    precondition(run > 0, "a run has at least one word, not \(run)")
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count > run else { return 0 }
    var seen: Set<ArraySlice<Substring>> = []
    let runs = words.count - run + 1
    for start in 0..<runs { seen.insert(words[start..<start + run]) }
    return 1 - Double(seen.count) / Double(runs)
}
