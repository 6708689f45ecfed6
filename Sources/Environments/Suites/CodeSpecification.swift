/// How a program is checked, as the JSON text of a problem's `specification`. Its `kind` says which.
enum CodeSpecification {
    /// `asserts`: the completion, after `context` where it continues a prompt, then `setup`, then `check`, which fails
    /// by raising. `entry` is the function under test.
    case asserts(context: String, setup: String, check: String, entry: String)
    /// `function`: `entry` of the completion, after `context` where it continues a prompt, must give what `entry` of
    /// `reference` gives for each input, a Python literal of the tuple of arguments. `atol` is the absolute tolerance
    /// for floats. `comparison` is how two results are compared.
    case function(
        entry: String, context: String, reference: String, inputs: [String], atol: JSONValue, comparison: Comparison)
    /// `output`: what `f` of `code` gives for `input`.
    case output(code: String, input: String, output: String)
    /// `input`: any arguments for which `f` of `code` gives `output`; `input` is one.
    case input(code: String, input: String, output: String)
    /// `streams`: for each input the output, by standard input and output where `entry` is null, else by calling it
    /// with one JSON value per line.
    case streams(inputs: [String], outputs: [String], entry: String?)

    /// EvalPlus's rules beyond equality (Liu et al. 2023, arXiv:2305.01210; v0.3.1).
    enum Comparison: String {
        case equal
        /// As sets of the elements.
        case set
        /// Whether there is a result; a Boolean one must be equal.
        case presence
        /// The result is a root of the polynomial whose coefficients, from the constant up, are the argument.
        case polynomialRoot = "polynomial-root"
    }

    var json: String { value.json }

    private var value: JSONValue {
        switch self {
        case .asserts(let context, let setup, let check, let entry):
            Self.object([
                ("kind", .text("asserts")), ("context", .text(context)), ("setup", .text(setup)),
                ("check", .text(check)), ("entry", .text(entry)),
            ])
        case .function(let entry, let context, let reference, let inputs, let atol, let comparison):
            Self.object([
                ("kind", .text("function")), ("entry", .text(entry)), ("context", .text(context)),
                ("reference", .text(reference)), ("inputs", .list(inputs.map(JSONValue.text))), ("atol", atol),
                ("comparison", .text(comparison.rawValue)),
            ])
        case .output(let code, let input, let output):
            Self.object([
                ("kind", .text("output")), ("code", .text(code)), ("input", .text(input)), ("output", .text(output)),
            ])
        case .input(let code, let input, let output):
            Self.object([
                ("kind", .text("input")), ("code", .text(code)), ("input", .text(input)), ("output", .text(output)),
            ])
        case .streams(let inputs, let outputs, let entry):
            Self.object([
                ("kind", .text("streams")), ("inputs", .list(inputs.map(JSONValue.text))),
                ("outputs", .list(outputs.map(JSONValue.text))), ("entry", entry.map(JSONValue.text) ?? .null),
            ])
        }
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (key, value) in members { object.set(value, for: key) }
        return .object(object)
    }
}
