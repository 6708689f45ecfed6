internal import Experience

/// Program and input are given; what comes out?
enum DeductionSource: SeedItemSource {
    static func draw(_ g: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let function = PythonFunction.any(&g)
        let key = "deduction \(function.body) @ \(function.input)"
        guard accepts(key) else { return nil }
        return SeedItem(
            key: key, question: "\(function.definition)\nWhat is f(\(function.input))?", answer: function.output,
            working: function.working, mistakes: [function.mistake])
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
            mistakes: [function.output == function.input ? function.mistake : function.output])
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
        let pairs = (0..<3).map { "f(\(first + $0)) = \(k * (first + $0) + c)" }.joined(separator: ", ")
        func body(_ k: Int, _ c: Int) -> String {
            if c == 0 { return "x * \(k)" }
            return k == 1 ? "x + \(c)" : "x * \(k) + \(c)"
        }
        let (low, high) = (k * first + c, k * (first + 1) + c)
        let steps =
            c == 0 || k == 1
            ? "\(high)-\(low)=\(k)." : "\(high)-\(low)=\(k), \(k)*\(first)=\(k * first), \(low)-\(k * first)=\(c)."
        return SeedItem(
            key: key, question: "\(pairs)\nWhat does f(x) return?", answer: body(k, c), working: steps,
            mistakes: [body(k + 1, c), body(k, c + 1)])
    }
}
