/// What a code verifier needs beside the completion; a problem carries it as JSON in `specification`.
public enum CodeSpecification: Sendable, Hashable {
    /// HumanEval, MBPP: assertions that the benchmark wrote, run in a process of their own.
    case assertions(Assertions)
    /// HumanEval+, MBPP+: the function is called with `inputs`, and its values are held against the reference's.
    case function(Function)
    /// LiveCodeBench: a program that reads standard input, or a function whose arguments are lines of literals.
    case streams(Streams)
    /// CRUXEval-O: what does `f(input)` give?
    case output(Prediction)
    /// CRUXEval-I: for which arguments does `f` give `output`?
    case input(Prediction)

    public struct Assertions: Sendable, Hashable, Decodable {
        /// What the model was shown, as source: a completion that continues it is put behind it, and its imports and
        /// helpers are the tests' as well.
        public var context: String
        /// Source that the assertions need: the imports and helpers.
        public var setup: String
        /// Source; it passes where nothing is raised.
        public var check: String
        /// The function under test.
        public var entry: String

        public init(context: String = "", setup: String = "", check: String, entry: String) {
            (self.context, self.setup, self.check, self.entry) = (context, setup, check, entry)
        }
    }

    public struct Function: Sendable, Hashable, Decodable {
        public var entry: String
        /// What the model was shown, as source.
        public var context: String
        /// Source of a solution that is right.
        public var reference: String
        /// Each a tuple's literal text.
        public var inputs: [String]
        /// Absolute tolerance of floats; 0 for exact values.
        public var atol: Double
        public var comparison: CodeComparison

        public init(
            entry: String, context: String = "", reference: String, inputs: [String], atol: Double = 0,
            comparison: CodeComparison = .equal
        ) {
            (self.context, self.entry, self.reference, self.inputs, self.atol) = (context, entry, reference, inputs, atol)
            self.comparison = comparison
        }
    }

    public struct Streams: Sendable, Hashable, Decodable {
        public var inputs: [String]
        public var outputs: [String]
        /// A function, or `Solution.method`, where arguments come as a literal a line; none for a whole program.
        public var entry: String?

        public init(inputs: [String], outputs: [String], entry: String? = nil) {
            (self.inputs, self.outputs, self.entry) = (inputs, outputs, entry)
        }
    }

    public struct Prediction: Sendable, Hashable, Decodable {
        /// Source that defines `f`.
        public var code: String
        /// The arguments' text, without parentheses.
        public var input: String
        /// The value's text.
        public var output: String

        public init(code: String, input: String, output: String) {
            (self.code, self.input, self.output) = (code, input, output)
        }
    }
}

/// EvalPlus's rules beyond equality (Liu et al. 2023, arXiv:2305.01210; v0.3.1).
public enum CodeComparison: String, Sendable, Decodable {
    case equal
    /// As sets of the elements.
    case set
    /// Whether there is a result; a Boolean one must be equal.
    case presence
    /// The result is a root of the polynomial whose coefficients, from the constant up, are the argument; or the
    /// reference's, where its own is no nearer.
    case polynomialRoot = "polynomial-root"
}

extension CodeSpecification: Decodable {
    private enum Key: String, CodingKey { case kind }

    public init(from decoder: any Decoder) throws {
        let kind = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .kind)
        switch kind {
        case "asserts": self = .assertions(try Assertions(from: decoder))
        case "function": self = .function(try Function(from: decoder))
        case "streams": self = .streams(try Streams(from: decoder))
        case "output": self = .output(try Prediction(from: decoder))
        case "input": self = .input(try Prediction(from: decoder))
        default:
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "no kind of code problem is called '\(kind)'; use asserts, function, streams, output or input"))
        }
    }

    /// As a problem carries it.
    var json: String {
        switch self {
        case .assertions(let part):
            Self.object("asserts", [
                ("context", .text(part.context)), ("setup", .text(part.setup)), ("check", .text(part.check)), ("entry", .text(part.entry)),
            ])
        case .function(let part):
            Self.object("function", [
                ("entry", .text(part.entry)), ("context", .text(part.context)), ("reference", .text(part.reference)),
                ("inputs", .list(part.inputs.map(JSONValue.text))), ("atol", .number(part.atol)), ("comparison", .text(part.comparison.rawValue)),
            ])
        case .streams(let part):
            Self.object("streams", [
                ("inputs", .list(part.inputs.map(JSONValue.text))), ("outputs", .list(part.outputs.map(JSONValue.text))),
                ("entry", part.entry.map(JSONValue.text) ?? .null),
            ])
        case .output(let part): Self.object("output", part.members)
        case .input(let part): Self.object("input", part.members)
        }
    }

    private static func object(_ kind: String, _ members: [(String, JSONValue)]) -> String {
        JSONValue.object(JSONObject([("kind", .text(kind))] + members)).json
    }
}

extension CodeSpecification.Prediction {
    fileprivate var members: [(String, JSONValue)] { [("code", .text(code)), ("input", .text(input)), ("output", .text(output))] }
}
