/// The values a call, filter or test is given.
struct JinjaCallArguments {
    var positional: [JinjaValue] = []
    var named: [(name: String, value: JinjaValue)] = []

    /// The values in the order of the parameters, nil where none is given.
    ///
    /// - Parameter callee: for the error text.
    func bound(
        to parameters: [String], of callee: String, line: Int
    ) throws(ChatTemplateError) -> [JinjaValue?] {
        guard positional.count <= parameters.count else {
            throw .evaluation(
                line: line, problem: "\(callee) takes \(parameters.count) arguments, not \(positional.count)")
        }
        var values = positional.map(Optional.some)
        values += Array(repeating: nil, count: parameters.count - values.count)
        for argument in named {
            guard let index = parameters.firstIndex(of: argument.name) else {
                throw .evaluation(line: line, problem: "\(callee) has no argument '\(argument.name)'")
            }
            values[index] = argument.value
        }
        return values
    }
}
