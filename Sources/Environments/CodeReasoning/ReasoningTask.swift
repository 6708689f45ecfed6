import Foundation

/// A triplet of program, input and output with one of them hidden (Zhao et al. 2025, arXiv:2505.03335, §3.2).
public struct ReasoningTask: Codable, Sendable, Hashable {
    /// Which part the solver has to find.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The output, from program and input.
        case deduction
        /// Some input, from program and output.
        case abduction
        /// The program, from pairs of input and output and a message.
        case induction
        /// The class of the exception that program and input raise, or `NoError`.
        case errorDeduction = "error-deduction"
    }

    /// An input with what the program gives for it.
    public struct Pair: Codable, Sendable, Hashable {
        /// What stands between the parentheses of the call, literals only.
        public var input: String
        /// A literal; for error deduction the exception's class.
        public var output: String

        public init(input: String, output: String) {
            self.input = input
            self.output = output
        }
    }

    public var kind: Kind
    /// Defines `f`.
    public var program: String
    /// One; for induction several, those shown to the solver first.
    public var pairs: [Pair]
    /// How many pairs of an induction the solver sees; it is judged by the others.
    public var shown: Int
    /// The proposer's hint of an induction.
    public var message: String

    public init(kind: Kind, program: String, pairs: [Pair], shown: Int = 0, message: String = "") {
        self.kind = kind
        self.program = program
        self.pairs = pairs
        self.shown = shown
        self.message = message
    }

    /// Whether it has what its kind needs: a pair, and for induction one that is shown and one that is not.
    public var isComplete: Bool {
        kind == .induction ? shown > 0 && pairs.count > shown : pairs.count == 1
    }

    public var shownPairs: ArraySlice<Pair> { pairs.prefix(shown) }
    public var hiddenPairs: ArraySlice<Pair> { pairs.dropFirst(shown) }

    /// As JSON, for a problem's specification; ``init(json:)`` reads it.
    public var json: String {
        JSONValue.object(JSONObject([
            ("kind", .text(kind.rawValue)), ("message", .text(message)),
            ("pairs", .list(pairs.map { .object(JSONObject([("input", .text($0.input)), ("output", .text($0.output))])) })),
            ("program", .text(program)), ("shown", .whole(shown)),
        ])).json
    }

    /// - Throws: `DecodingError`.
    public init(json: String) throws {
        self = try JSONDecoder().decode(ReasoningTask.self, from: Data(json.utf8))
    }
}
