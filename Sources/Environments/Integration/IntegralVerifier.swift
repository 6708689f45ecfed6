public import Experience
import Foundation

/// Judges an antiderivative F of f by F′ = f at many points, with numeric integrals of f as a second opinion; and the
/// value of a definite integral by its label, or by quadrature where it has none.
///
/// After LADDER (Simonds and Yoshiyama 2025, arXiv:2503.00735), whose reward compares F(b) − F(a) with quadrature on a
/// few intervals. We differentiate instead, at points where f and F are both real, and read the candidate by our own
/// parser: it may hold elementary functions and nothing that repeats the question.
public struct IntegralVerifier: Verifier {
    public let name = "integral"
    public var tolerance = Tolerance()
    /// Points that must agree.
    public var fewestPoints = 8

    public struct Tolerance: Sendable, Hashable {
        /// |F′ − f| may be this, or
        public var absolute = 1e-8
        /// this times the larger of the two.
        public var relative = 1e-6
        /// The values of two definite integrals may differ by this, or
        public var valueAbsolute = 1e-10
        /// this times the larger of the two; a decimal needs nine digits.
        public var valueRelative = 2e-9
        /// Where the value is held against quadrature, which loses digits at singular ends.
        public var quadratureRelative = 1e-7
    }

    public init() {}

    public func judge(_ completion: String, for problem: Problem) -> Judgement {
        let asked: IntegralProblem
        do throws(IntegralProblem.Unreadable) {
            asked = try IntegralProblem(problem)
        } catch {
            return Judgement(verdict: .infrastructureFailure, evidence: "the problem \(problem.id) cannot be judged: \(error.reason)")
        }
        guard let answer = Self.answer(in: completion) else { return Judgement(verdict: .unparseable, evidence: "no answer in the completion") }
        guard let candidate = Self.candidate(answer) else {
            return Judgement(verdict: .unparseable, answer: answer, evidence: "'\(answer.prefix(80))' is no formula of allowed functions")
        }
        let result = refusal(candidate, asked) ?? (asked.bounds == nil ? antiderivative(candidate, asked, problem) : value(candidate, asked, problem.label))
        return Judgement(verdict: result.verdict, answer: answer, evidence: "\(answer.prefix(80)): \(result.reason)")
    }

    struct Finding {
        var verdict: Verdict
        var reason: String
    }

    // MARK: What may stand in a candidate

    /// In the last closed `<answer>`, else as an answer of mathematics is found.
    private static func answer(in completion: String) -> String? {
        let text = String(decoding: completion.utf8.suffix(MathsVerifier.longest), as: UTF8.self)
        if let close = text.range(of: "</answer>", options: .backwards), let open = text[..<close.lowerBound].range(of: "<answer>", options: .backwards) {
            let inner = String(text[open.upperBound..<close.lowerBound]).trimmingSpaces
            return inner.isEmpty || inner.utf8.count > AnswerExtraction.longestAnswer ? nil : AnswerExtraction.lastBoxed(in: inner) ?? inner
        }
        guard let found = AnswerLocation.flexible.answer(in: text)?.text ?? AnswerLocation.whole.answer(in: text)?.text,
            found.utf8.count <= AnswerExtraction.longestAnswer
        else { return nil }
        return found
    }

    /// `F(x) = x^2 + C` without the name.
    private static func candidate(_ answer: String) -> MathExpression? {
        var text = Substring(answer.filter { $0 != "$" })
        if let equals = text.lastIndex(of: "="), text[..<equals].utf8.count <= 200 { text = text[text.index(after: equals)...] }
        return IntegralExpression.read(String(text))
    }

    /// Functions that make steps: a candidate may use them where the integrand does.
    private static let steps: Set<MathFunction> = [.floor, .ceil, .max, .min, .gcd, .lcm, .factorial, .binomial]
    private static let constants: Set<String> = ["C", "c", "K", "k"]

    private func refusal(_ candidate: MathExpression, _ asked: IntegralProblem) -> Finding? {
        guard candidate.isWorkable else { return Finding(verdict: .incorrect, reason: "it holds an integral or a sum: the question again, not its answer") }
        let strange = candidate.functions.intersection(Self.steps).subtracting(asked.integrand.functions)
        if asked.bounds == nil, let function = strange.first { return Finding(verdict: .incorrect, reason: "the function \(function.rawValue) is not allowed here") }
        let names = candidate.variables.subtracting(asked.integrand.variables).subtracting([asked.variable])
        let unknown = names.filter { name in asked.bounds != nil || !Self.constants.contains(String(name.prefix { $0 != "_" && !$0.isNumber })) }
        if let name = unknown.sorted().first { return Finding(verdict: .incorrect, reason: "the name \(name) is not in the question") }
        if asked.bounds != nil, candidate.variables.contains(asked.variable) {
            return Finding(verdict: .incorrect, reason: "a definite integral does not depend on \(asked.variable)")
        }
        return nil
    }

    // MARK: Antiderivatives

    private func antiderivative(_ candidate: MathExpression, _ asked: IntegralProblem, _ problem: Problem) -> Finding {
        var generator = SeededGenerator(seed: 0x1A7E_64A1, stream: problem.id + "\u{0}" + problem.question + problem.specification)
        let check = DerivativeCheck(candidate: candidate, asked: asked, tolerance: tolerance)
        var points = check.usablePoints(&generator)
        guard points.count >= fewestPoints else {
            return Finding(verdict: .infrastructureFailure, reason: "the integrand is real at only \(points.count) of the points tried; the problem cannot be judged")
        }
        var (agree, beyond, gaps) = (0, 0, 0)
        var index = 0
        while index < points.count {
            let point = points[index]
            index += 1
            // F may be defined on less than f, or leave the range of numbers where f does not: more points are tried.
            if index == points.count, agree + beyond < fewestPoints, points.count < 1000 { points += check.morePoints(&generator) }
            switch check.opinion(at: point) {
            case .agrees: agree += 1
            case .agreesOffTheRealLine: beyond += 1
            case .undefined: gaps += 1
            case .tooLarge: break
            case .differs(let slope, let wanted):
                return Finding(
                    verdict: .incorrect,
                    reason: "F′ = \(Self.figure(slope)) and f = \(Self.figure(wanted)) at \(asked.variable) = \(Self.figure(point))")
            }
        }
        guard agree + beyond >= fewestPoints, gaps <= agree + beyond else {
            return Finding(verdict: .incorrect, reason: "F′ is defined at \(agree + beyond) of \(points.count) points where f is")
        }
        let intervals = check.intervals(points, &generator)
        // An antiderivative may jump where f is smooth (the arctangent of a tangent does), but not on most short intervals.
        guard intervals.differ * 3 <= intervals.agree + intervals.differ else {
            return Finding(verdict: .incorrect, reason: "F′ = f at \(agree + beyond) points, but ∫f ≠ F(b) − F(a) on \(intervals.differ) of \(intervals.agree + intervals.differ) intervals")
        }
        return Finding(
            verdict: .correct, reason: "F′ = f at \(agree + beyond) points, ∫f = F(b) − F(a) on \(intervals.agree) of \(intervals.agree + intervals.differ) intervals")
    }

    // MARK: Values

    private func value(_ candidate: MathExpression, _ asked: IntegralProblem, _ label: String) -> Finding {
        guard let bounds = asked.bounds, let lower = bounds.lower.realConstant, let upper = bounds.upper.realConstant else {
            return Finding(verdict: .infrastructureFailure, reason: "the bounds are not real numbers")
        }
        guard let found = candidate.realConstant, found.isFinite else { return Finding(verdict: .incorrect, reason: "it is not a real number") }
        let integrand = { (x: Double) -> Double? in
            let value = asked.integrand.value { $0 == asked.variable ? Complex(x) : .undefined }
            return value.isFinite && value.isReal ? value.real : nil
        }
        // Two rules, for singular ends and for kinks; the one that knows better is asked.
        let estimates = [Quadrature.tanhSinh(integrand, from: lower, to: upper)].compactMap(\.self)
        let isKnown = estimates.first.map { $0.error <= 1e-9 * max(1, abs($0.value)) } ?? false
        let others = isKnown ? [] : [Quadrature.adaptive(integrand, from: lower, to: upper)].compactMap(\.self)
        let numeric = (estimates + others).min { $0.error < $1.error }.flatMap { $0.error <= 1e-7 * max(1, abs($0.value)) ? $0 : nil }
        let opinion = numeric.map { "quadrature gives \(Self.figure($0.value))" } ?? "quadrature does not settle"
        if let wanted = IntegralExpression.read(label)?.realConstant {
            return Finding(verdict: isClose(found, wanted) ? .correct : .incorrect, reason: "\(Self.figure(found)), and the label is \(Self.figure(wanted)); \(opinion)")
        }
        guard let numeric else {
            return Finding(verdict: .infrastructureFailure, reason: "no label that is a number, and \(opinion); the problem cannot be judged")
        }
        let isClose = abs(found - numeric.value) <= max(tolerance.absolute, tolerance.quadratureRelative * abs(numeric.value), 10 * numeric.error)
        return Finding(verdict: isClose ? .correct : .incorrect, reason: "\(Self.figure(found)); \(opinion)")
    }

    private func isClose(_ a: Double, _ b: Double) -> Bool {
        abs(a - b) <= max(tolerance.valueAbsolute, tolerance.valueRelative * max(abs(a), abs(b)))
    }

    static func figure(_ number: Double) -> String { String(format: "%.8g", number) }
}
