import Foundation

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

    public struct Assertions: Sendable, Hashable, Codable {
        /// What the model was shown, as source: a completion that continues it is put behind it.
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

    public struct Function: Sendable, Hashable, Codable {
        public var context: String?
        public var entry: String
        /// Source of a solution that is right.
        public var reference: String
        /// Each a tuple's literal text.
        public var inputs: [String]
        /// Absolute tolerance of floats; 0 for exact values.
        public var atol: Double
        /// How values compare that `==` would get wrong; see ``CodeComparison``.
        public var comparison: CodeComparison?

        public init(
            context: String? = nil, entry: String, reference: String, inputs: [String], atol: Double = 0,
            comparison: CodeComparison? = nil
        ) {
            (self.context, self.entry, self.reference, self.inputs, self.atol) = (context, entry, reference, inputs, atol)
            self.comparison = comparison
        }
    }

    public struct Streams: Sendable, Hashable, Codable {
        public var inputs: [String]
        public var outputs: [String]
        /// A function, or `Solution.method`, where arguments come as a literal a line; none for a whole program.
        public var entry: String?

        public init(inputs: [String], outputs: [String], entry: String? = nil) {
            (self.inputs, self.outputs, self.entry) = (inputs, outputs, entry)
        }
    }

    public struct Prediction: Sendable, Hashable, Codable {
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

/// EvalPlus's exceptions to comparing values.
public enum CodeComparison: String, Sendable, Codable {
    /// Values are sets, whatever sequence holds them.
    case set
    /// Any value but `None` and `False` is right where the reference gives one (`MBPP_OUTPUT_NOT_NONE_TASKS`).
    case notNone = "not-none"
    /// The value is a root of the polynomial whose coefficients are the argument (HumanEval/32).
    case root
}

extension CodeSpecification: Codable {
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

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .assertions(let part): try container.encode("asserts", forKey: .kind); try part.encode(to: encoder)
        case .function(let part): try container.encode("function", forKey: .kind); try part.encode(to: encoder)
        case .streams(let part): try container.encode("streams", forKey: .kind); try part.encode(to: encoder)
        case .output(let part): try container.encode("output", forKey: .kind); try part.encode(to: encoder)
        case .input(let part): try container.encode("input", forKey: .kind); try part.encode(to: encoder)
        }
    }

    /// As a problem carries it.
    public var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
