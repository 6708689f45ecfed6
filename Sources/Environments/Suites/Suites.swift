/// The suites there are. One line for each.
public enum Suites {
    public static let all: [Suite] = [
        .math500, .aime2024, .amc2023, .minerva, .olympiadBench, .gsm8k, .arcChallenge, .arcEasy,
        .humanEval, .humanEvalPlus, .mbpp, .mbppPlus, .cruxEvalInput, .cruxEvalOutput, .liveCodeBench,
    ]

    /// - Throws: `unknownSuite` with the name somebody probably meant.
    public static func named(_ name: String) throws(SuiteError) -> Suite {
        if let suite = all.first(where: { $0.name == name }) { return suite }
        let known = all.map(\.name)
        throw .unknownSuite(name: name, nearest: nearest(to: name, among: known), known: known)
    }

    /// The name with the fewest letters added and removed, if those are few for its length.
    private static func nearest(to name: String, among known: [String]) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let typed = Array(name.lowercased().utf8)
        let ranked = known.map { (name: $0, edits: Array($0.utf8).difference(from: typed).count) }
        guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(3, best.name.utf8.count / 2) ? best.name : nil
    }
}
