import Experience
import Foundation
import TestSupport
import Testing

@testable import Environments

struct IntegralVerifierTests {
    private func problem(_ integrand: String, lower: String? = nil, upper: String? = nil, label: String = "") -> Problem {
        var fields = ["integrand": integrand, "variable": "x"]
        fields["lower"] = lower
        fields["upper"] = upper
        let specification = (try? JSONEncoder().encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Problem(id: "p", question: "", label: label, family: "integral", provenance: "test", specification: specification)
    }

    private func verdict(_ answer: String, _ problem: Problem) -> (verdict: Verdict, evidence: String) {
        let judgement = IntegralVerifier().judge("\\boxed{\(answer)}", for: problem)
        return (judgement.verdict, judgement.evidence)
    }

    static let rightAnswers: [(String, String)] = [
        ("x", "x^2/2 + C"), ("x", "0.5x^2"), ("1/x", "\\ln|x|"), ("1/x", "log(x)"), ("1/x", "\\ln x + C"), ("log(x)", "x\\ln x - x"),
        ("acos(x)/sqrt(1-x**2)", "-acos(x)**2/2"), ("exp(x**2)*2*x", "e^{x^2} + C_1"), ("1/(1+x**2)", "\\arctan x"),
        ("1/(2+cos(x))", "\\frac{2}{\\sqrt{3}}\\arctan\\left(\\frac{\\tan(x/2)}{\\sqrt{3}}\\right) + C"), ("sin(x)**2", "\\frac{x}{2} - \\frac{\\sin 2x}{4}"),
        ("x**x*(log(x)+1)", "x^x"), ("0", "5"), ("sqrt(x)", "F(x) = \\frac{2}{3} x^{3/2}"), ("a*x", "a x^2/2"), ("Abs(x)", "x|x|/2"),
        ("1/sqrt(x**2-9)", "\\ln(x+\\sqrt{x^2-9})"), ("tan(x)", "-\\ln|\\cos x|"), ("x", "(x^2)/2 + K"),
    ]

    @Test(arguments: rightAnswers)
    func `right`(integrand: String, answer: String) {
        let (verdict, evidence) = verdict(answer, problem(integrand))
        #expect(verdict == .correct, "\(evidence)")
    }

    static let wrongAnswers: [(String, String)] = [
        ("x", "x^2/2 + 0.04x"), ("x", "x^2"), ("1/x", "-1/x^2"), ("x", "C x^2/2"), ("x", "\\int x dx"), ("x", "y^2/2"), ("x", "x^2/2 + \\lfloor x \\rfloor"),
        ("x", "x^2/2 + sign(x-0.3)*0.5*floor(x)"), ("x**2", "0.3333x^3"), ("Abs(x)", "x^2/2"), ("sin(x)", "\\cos x"), ("exp(x)", "2.718^x"), ("x", "0"),
        ("1/x", "\\ln|x| + 10^{-4}x"), ("x", "x^2/2 + \\operatorname{sign}(\\sin(9x))"),
    ]

    @Test(arguments: wrongAnswers)
    func `wrong`(integrand: String, answer: String) {
        let (verdict, evidence) = verdict(answer, problem(integrand))
        #expect(verdict != .correct, "\(evidence)")
        #expect(verdict != .infrastructureFailure, "\(evidence)")
    }

    static let values: [(String, String, String, String, Verdict)] = [
        ("sin(x)", "-1", "1", "0", Verdict.correct), ("sin(x)", "-1", "1", "0.001", .incorrect), ("1/sqrt(1-x**2)", "-1", "1", "\\pi", .correct),
        ("exp(-x**2)", "-oo", "oo", "\\sqrt{\\pi}", .correct), ("log(x)", "0", "1", "-1", .correct), ("1/x**2", "1", "oo", "1", .correct),
        ("1/sqrt(x)", "0", "1", "2", .correct), ("x", "1", "0", "-1/2", .correct), ("x**3", "-2", "2", "0", .correct), ("x", "0", "2", "2.0001", .incorrect),
        ("1/(1+x**2)", "0", "oo", "\\pi/2", .correct), ("x", "0", "2", "x", .incorrect), ("acos(x)", "-1", "1", "\\pi", .correct),
    ]

    @Test(arguments: values)
    func `definite, without a label`(integrand: String, lower: String, upper: String, answer: String, expected: Verdict) {
        let (verdict, evidence) = verdict(answer, problem(integrand, lower: lower, upper: upper))
        #expect(verdict == expected, "\(evidence)")
    }

    static let questions: [(String, String, String?)] = [
        ("integrate(1/x, x)", "1/x", nil), ("Evaluate integrate(sin(x), (x, 0, pi)).", "sin(x)", "pi"), ("Compute $\\int_{0}^{1} x^2 \\, dx$.", "x^2", "1"),
        ("\\int \\frac{dx}{x}", "1/x", nil), ("integrate(x*exp(-x), x, 0, oo)", "x*exp(-x)", "oo"), ("\\int_0^\\infty e^{-t} dt", "e^{-t}", "\\infty"),
    ]

    @Test(arguments: questions)
    func `a question that says what is to be integrated`(question: String, integrand: String, upper: String?) throws {
        let read = try IntegralProblem(Problem(id: "q", question: question, label: "", family: "", provenance: ""))
        let wanted = try #require(IntegralExpression.read(integrand))
        let x = read.variable
        for point in [0.3, 1.7] {
            let values = [read.integrand, wanted].map { $0.value { $0 == x ? Complex(point) : .undefined } }
            #expect(values[0].isClose(to: values[1], absolute: 1e-12, relative: 1e-12), "\(question)")
        }
        #expect(read.bounds?.upper == upper.flatMap(IntegralExpression.read))
    }

    @Test func `a problem that names no integrand is nobody's fault but ours`() {
        let judgement = IntegralVerifier().judge("\\boxed{x}", for: Problem(id: "q", question: "What?", label: "", family: "", provenance: ""))
        #expect(judgement.verdict == .infrastructureFailure)
        #expect(judgement.evidence.contains("integrand"))
    }

    /// d/dx of the formula at 0.7: 3x², cos x, 2e²ˣ, xˣ(ln x + 1), 1/x, 1/2√x, 1/(1 + x²), −1/x², 1/cos² x, 1/(x ln 2).
    static let slopes: [(String, Double)] = [
        ("x^3", 1.4699999999999998),
        ("\\sin x", 0.7648421872844885),
        ("e^{2x}", 8.110399933689349),
        ("x^x", 0.5011861886935786),
        ("\\ln|x|", 1.4285714285714286),
        ("\\sqrt{x}", 0.5976143046671968),
        ("\\arctan x", 0.6711409395973155),
        ("\\frac{1}{x}", -2.0408163265306123),
        ("\\tan x", 1.709449715863117),
        ("\\log_2 x", 2.060992915555662),
    ]

    @Test(arguments: slopes)
    func `derivatives`(formula: String, expected: Double) throws {
        let expression = try #require(IntegralExpression.read(formula))
        let dual = expression.dual(by: "x") { _ in Complex(0.7) }
        #expect(abs(dual.derivative.real - expected) < 1e-6 && abs(dual.derivative.imaginary) < 1e-12, "\(dual.derivative)")
    }

    struct Row: Decodable {
        var id: String
        var kind: String
        var integrand: String
        var lower: String?
        var upper: String?
        var answer: String
        var numeric: String?
    }

    static func rows(_ file: String) throws -> [Row] {
        try String(contentsOf: SharedData.url("integration/\(file).jsonl"), encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    }

    /// Rows whose reference answer earns no mark; docs/Verifiers.md gives the reasons.
    static let refused: Set<String> = []

    @Test(.enabled(if: SharedData.has("integration")), arguments: ["mit-bee-qualifiers-verified", "holpy-definite-verified"])
    func `reference answers are right, perturbed ones are not`(file: String) throws {
        for row in try Self.rows(file) {
            let isDefinite = row.kind == "definite"
            let problem = problem(row.integrand, lower: row.lower, upper: row.upper, label: isDefinite ? row.answer : "")
            let reference = verdict(row.answer, problem)
            #expect((reference.verdict == .correct) != Self.refused.contains(row.id), "\(row.id): ∫ \(row.integrand): \(reference)")
            for change in isDefinite ? ["+ 0.001", "* 1.001 + 0.01"] : ["+ 0.001*x", "* 1.001 + 0.01*x"] {
                // Past sixteen digits a thousandth is nothing.
                if let value = row.numeric.flatMap(Double.init), abs(value) > 1e5 { continue }
                let wrong = verdict("(\(row.answer)) \(change)", problem)
                #expect(wrong.verdict != .correct, "\(row.id), \(change): \(wrong.evidence)")
            }
        }
    }
}
