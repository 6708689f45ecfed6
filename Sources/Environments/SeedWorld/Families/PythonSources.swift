internal import Experience

/// Program and input are given; what comes out?
enum DeductionSource: SeedItemSource {
    static func draw(_ g: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let function = PythonFunction.any(&g)
        let key = "deduction \(function.body) @ \(function.input)"
        guard accepts(key) else { return nil }
        return SeedItem(
            key: key, question: "\(function.definition)\nWhat is f(\(function.input))?", answer: function.output,
            working: function.working, mistakes: [function.mistake],
            task: .init(kind: .deduction, program: function.definition, pairs: [.init(input: function.input, output: function.output)]))
    }
}

/// Program and output are given; which input makes it? Only functions with one answer are asked.
enum AbductionSource: SeedItemSource {
    static func draw(_ g: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let function = PythonFunction.any(&g)
        guard let inverse = function.inverse else { return nil }
        let key = "abduction \(function.body) @ \(function.input)"
        guard accepts(key) else { return nil }
        return SeedItem(
            key: key, question: "\(function.definition)\nFor which x is f(x) == \(function.output)?",
            answer: function.input, working: inverse,
            mistakes: [function.output == function.input ? function.mistake : function.output],
            task: .init(kind: .abduction, program: function.definition, pairs: [.init(input: function.input, output: function.output)]))
    }
}

/// Inputs and outputs are given; which function is it?
///
/// Three pairs fix every function of the form `x * k + c`, so the body is the only answer.
enum InductionSource: SeedItemSource {
    static func draw(_ g: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let (k, c, first) = (g.int(in: 1...9), g.int(in: 0...9), g.int(in: 1...4))
        guard k > 1 || c > 0 else { return nil }
        let key = "induction \(k) \(c) \(first)"
        guard accepts(key) else { return nil }
        // Three are shown; far from them are those that an answer is run on.
        let inputs = (0..<3).map { first + $0 } + [first + 7, first + 20, 0]
        let pairs = inputs.map { ReasoningTask.Pair(input: "\($0)", output: "\(k * $0 + c)") }
        let shown = pairs.prefix(3).map { "f(\($0.input)) = \($0.output)" }.joined(separator: ", ")
        func body(_ k: Int, _ c: Int) -> String {
            if c == 0 { return "x * \(k)" }
            return k == 1 ? "x + \(c)" : "x * \(k) + \(c)"
        }
        let (low, high) = (k * first + c, k * (first + 1) + c)
        let steps =
            c == 0 || k == 1
            ? "\(high)-\(low)=\(k)." : "\(high)-\(low)=\(k), \(k)*\(first)=\(k * first), \(low)-\(k * first)=\(c)."
        return SeedItem(
            key: key, question: "\(shown)\nWhat does f(x) return?", answer: body(k, c), working: steps,
            mistakes: [body(k + 1, c), body(k, c + 1)],
            task: .init(kind: .induction, program: "def f(x): return \(body(k, c))", pairs: pairs, shown: 3))
    }
}
