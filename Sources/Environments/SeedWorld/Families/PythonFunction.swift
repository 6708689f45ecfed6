internal import Experience

/// A one-line Python function the seed world knows without an interpreter.
struct PythonFunction: Sendable, Hashable {
    /// The expression after `return`, of `x`.
    var body: String
    var input: String
    var output: String
    /// A wrong output.
    var mistake: String
    /// What is worked out, such as `3*4=12, 12+2=14.`
    var working: String
    /// How the input is found from the output, such as `14-2=12, 12/3=4.`; `nil` where several inputs
    /// give one output, so that a missing input cannot be asked for.
    var inverse: String?

    /// A function of whole numbers: two arithmetic steps at most.
    static func numeric(_ g: inout SeededGenerator) -> PythonFunction {
        let x = g.int(in: 1...20)
        let k = g.int(in: 2...9)
        let c = g.int(in: 1...9)
        return switch g.int(in: 0...6) {
        case 0: .init("x + \(k)", x, x + k, "\(x)+\(k)=\(x + k).", inverse: "\(x + k)-\(k)=\(x).")
        case 1: .init("x - \(k)", x + k, x, "\(x + k)-\(k)=\(x).", inverse: "\(x)+\(k)=\(x + k).")
        case 2: .init("x * \(k)", x, x * k, "\(x)*\(k)=\(x * k).", inverse: "\(x * k)/\(k)=\(x).")
        case 3:
            .init(
                "x * \(k) + \(c)", x, x * k + c, "\(x)*\(k)=\(x * k), \(x * k)+\(c)=\(x * k + c).",
                inverse: "\(x * k + c)-\(c)=\(x * k), \(x * k)/\(k)=\(x).")
        case 4: .init("x % \(k)", x, x % k, "\(x)=\(x / k)*\(k)+\(x % k).")
        case 5: .init("x // \(k)", x, x / k, "\(x)=\(x / k)*\(k)+\(x % k).")
        default: .init("x * x", k, k * k, "\(k)*\(k)=\(k * k).")
        }
    }

    /// A function of a short list or string.
    static func collection(_ g: inout SeededGenerator) -> PythonFunction {
        var numbers = (0..<g.int(in: 3...4)).map { _ in g.int(in: 1...9) }
        // One number is made different from the first, so that a mistake is not right by chance.
        numbers[1] = numbers[0] % 9 + 1
        let letters = (0..<g.int(in: 3...4)).map { _ in String(UnicodeScalar(UInt8(g.int(in: 97...122)))) }
        let word = letters.joined() + "q"
        let reversed = String(word.reversed())
        func list(_ values: [Int]) -> String { "[" + values.map(String.init).joined(separator: ", ") + "]" }
        let ordered = numbers.sorted()
        return switch g.int(in: 0...7) {
        case 0:
            .init("sum(x)", list(numbers), "\(numbers.reduce(0, +))", wrong: "\(numbers.count)", partialSums(numbers))
        case 1:
            .init(
                "max(x)", list(numbers), "\(ordered[ordered.count - 1])", wrong: "\(ordered[0])",
                "Sorted \(list(ordered)).")
        case 2:
            .init(
                "min(x)", list(numbers), "\(ordered[0])", wrong: "\(ordered[ordered.count - 1])",
                "Sorted \(list(ordered)).")
        case 3: .init("sorted(x)", list(numbers), list(ordered), wrong: list(ordered.reversed()), "Small to large.")
        case 4: .init("x[0]", list(numbers), "\(numbers[0])", wrong: "\(numbers[1])", "The first of \(numbers.count).")
        case 5: .init("len(x)", "'\(word)'", "\(word.count)", wrong: "\(word.count - 1)", "Letters \(spelled(word)).")
        case 6:
            .init(
                "x[::-1]", "'\(word)'", "'\(reversed)'",
                wrong: "'\(word)'", "Letters \(spelled(word)).", inverse: "Letters \(spelled(reversed)).")
        default:
            .init(
                "x + '\(letters[0])'", "'\(word)'", "'\(word + letters[0])'", wrong: "'\(letters[0] + "x" + word)'",
                "Put \(letters[0]) after \(word).", inverse: "Take \(letters[0]) off.")
        }
    }

    private static func partialSums(_ numbers: [Int]) -> String {
        var sum = numbers[0]
        let steps = numbers.dropFirst().map { number in
            defer { sum += number }
            return "\(sum)+\(number)=\(sum + number)"
        }
        return steps.joined(separator: ", ") + "."
    }

    private static func spelled(_ word: String) -> String { word.map(String.init).joined(separator: " ") }

    private init(_ body: String, _ input: Int, _ output: Int, _ working: String, inverse: String? = nil) {
        self.init(
            body, "\(input)", "\(output)", wrong: "\(output + (output % 2 == 0 ? 1 : -1))", working, inverse: inverse)
    }

    private init(
        _ body: String, _ input: String, _ output: String, wrong: String, _ working: String, inverse: String? = nil
    ) {
        self.body = body
        self.input = input
        self.output = output
        self.mistake = wrong == output ? wrong + "0" : wrong
        self.working = working
        self.inverse = inverse
    }

    var definition: String { "def f(x): return \(body)" }

    static func any(_ g: inout SeededGenerator) -> PythonFunction {
        g.uniform() < 0.6 ? numeric(&g) : collection(&g)
    }
}
