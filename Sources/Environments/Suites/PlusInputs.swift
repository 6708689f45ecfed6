/// What HumanEval+ and MBPP+ share.
enum PlusInputs {
    /// EvalPlus's stops for every set.
    static let stops = ["<|endoftext|>", "<|endofmask|>", "</s>", "\nif __name__", "\ndef main(", "\nprint("]

    /// The base inputs, then the added ones, each as the literal of the tuple of its arguments.
    static func literals(_ row: SuiteRow, types: PlusTypes = .json) throws(DatasetProblem) -> [String] {
        var literals: [String] = []
        for column in ["base_input", "plus_input"] {
            for input in try inputs(row, column) {
                guard case .list(let arguments) = input else { throw row.wrong(column, input, "lists of arguments") }
                guard let literal = types.literal(arguments) else {
                    throw row.wrong(column, input, "arguments of the types EvalPlus gives this task")
                }
                literals.append(literal)
            }
        }
        guard !literals.isEmpty else { throw row.wrong("base_input", .list([]), "at least one input") }
        return literals
    }

    /// MBPP+ writes a task without added inputs as an empty object.
    private static func inputs(_ row: SuiteRow, _ column: String) throws(DatasetProblem) -> [JSONValue] {
        if case .object(let members) = try row.value(column), members.keys.isEmpty { return [] }
        return try row.list(column)
    }

    static func tolerance(_ row: SuiteRow) throws(DatasetProblem) -> Double {
        let value = try row.value("atol")
        switch value {
        case .whole(let number) where number >= 0: return Double(number)
        case .number(let number) where number >= 0 && number.isFinite: return number
        default: throw row.wrong("atol", value, "a number, 0 or more")
        }
    }
}
