/// The Python types of a task's arguments that JSON cannot hold: EvalPlus writes tuples as lists and complex
/// numbers as texts, and names the tasks in its reader (Liu et al. 2023, arXiv:2305.01210; MBPP+ v0.2.0).
enum PlusTypes {
    /// As JSON has them.
    case json
    /// Lists are tuples at these depths of the arguments at `positions` (`nil`: of all); an argument has depth 0.
    case tuples(depths: ClosedRange<Int>, positions: Set<Int>?)
    /// Lists one level down are sets; empty ones are `{}`, a dictionary, as EvalPlus has it.
    case sets
    /// The argument at each position is read as a number.
    case numbers([Number])

    enum Number { case float, complex }

    /// Which types the task of MBPP+ with this number has.
    static func mbppPlus(_ task: Int) -> PlusTypes {
        switch task {
        case 2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809:
            .tuples(depths: 0...0, positions: nil)
        case 63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780:
            .tuples(depths: 1...1, positions: nil)
        case 75, 413, 444, 722, 753: .tuples(depths: 1...1, positions: [0])
        case 106, 750: .tuples(depths: 0...0, positions: [1])
        case 250, 307, 405, 446, 617, 720, 763, 808: .tuples(depths: 0...0, positions: [0])
        case 259, 278, 401, 445: .tuples(depths: 0...1, positions: nil)
        case 580, 615, 791: .tuples(depths: 0...Int.max, positions: nil)
        case 115: .sets
        case 124: .numbers([.float, .complex])
        case 252: .numbers([.complex])
        default: .json
        }
    }

    /// The Python literal of the tuple of `arguments`, or `nil` where they do not fit.
    func literal(_ arguments: [JSONValue]) -> String? {
        var literals: [String] = []
        for (position, argument) in arguments.enumerated() {
            switch self {
            case .json: literals.append(argument.pythonLiteral)
            case .tuples(let depths, let positions):
                let isTyped = positions?.contains(position) ?? true
                literals.append(argument.pythonLiteral { isTyped && depths.contains($0) ? .tuple : .list })
            case .sets: literals.append(argument.pythonLiteral { $0 == 1 ? .set : .list })
            case .numbers(let numbers):
                guard numbers.count == arguments.count, let number = Self.number(argument, numbers[position]) else {
                    return nil
                }
                literals.append(number)
            }
        }
        return literals.count == 1 ? "(\(literals[0]),)" : "(\(literals.joined(separator: ", ")))"
    }

    /// A number, or a text that holds one as Python writes it, such as `(1+2j)`.
    private static func number(_ argument: JSONValue, _ number: Number) -> String? {
        let text: String
        switch argument {
        case .text(let given): text = given
        case .whole, .longWhole, .number: text = argument.pythonLiteral
        default: return nil
        }
        switch number {
        case .float: return Double(text).map { JSONValue.number($0).pythonLiteral }
        case .complex:
            let isPlain = !text.isEmpty && text.allSatisfy { "0123456789+-.eEj()".contains($0) }
            return isPlain ? (text.hasSuffix("j") || text.hasSuffix("j)") ? text : "(\(text)+0j)") : nil
        }
    }
}
