import Experience
import Sandbox
import Testing

@testable import Environments

/// Answers to reasoning tasks, among them every exploit that was rewarded by other graders of self-play.
struct ReasoningVerifierTests {
    private func verifier() async throws -> ReasoningVerifier {
        let executor = ReasoningExecutor(sandbox: try await Sandbox(), limits: SandboxLimits(wallSeconds: 2), modules: ["math"])
        return ReasoningVerifier(executor: executor, style: SeedWorldStyle())
    }

    private func task(_ kind: ReasoningTask.Kind, _ program: String, _ pairs: [(String, String)], shown: Int = 0) -> ReasoningTask {
        ReasoningTask(kind: kind, program: program, pairs: pairs.map { .init(input: $0.0, output: $0.1) }, shown: shown)
    }

    @Test(arguments: [
        ("[1, 2]", "[1,2]", Verdict.correct), ("'3'", "'3.0'", .incorrect), ("'3'", "'3 '", .incorrect), ("1", "True", .incorrect), ("1", "1.0", .incorrect),
        ("True", "1", .incorrect), ("nan", "nan", .correct), ("0.3", "0.30000000000000004", .correct), ("0.3", "0.31", .incorrect), ("(1,)", "(1,)", .correct),
        ("(1,)", "1", .incorrect), ("{'a': 1}", "{ 'a' : 1 }", .correct), ("3", "1 + 2", .unparseable), ("3", "len('abc')", .unparseable),
        ("3", "__import__('os')", .unparseable), ("True", "type('X', (), {'__eq__': lambda s, o: True})()", .unparseable), ("3", "4", .incorrect),
    ])
    func deduction(output: String, answer: String, verdict: Verdict) async throws {
        let judgement = try await verifier().judge("\\boxed{\(answer)}", of: task(.deduction, "def f(x): return x", [("0", output)]))
        #expect(judgement.verdict == verdict, "\(judgement)")
    }

    @Test(arguments: [
        ("4", Verdict.correct), ("-4", .correct), ("5", .incorrect), ("'a'", .incorrect), ("1) or (True", .unparseable), ("1\nTrue or (0", .unparseable),
        ("type('X', (), {'__eq__': lambda s, o: True})()", .unparseable), ("x", .unparseable), ("4, 4", .incorrect), ("*[4]", .unparseable), ("x=4", .unparseable),
        ("", .unparseable),
    ])
    func abduction(answer: String, verdict: Verdict) async throws {
        let judgement = try await verifier().judge("\\boxed{\(answer)}", of: task(.abduction, "def f(x): return x * x", [("4", "16")]))
        #expect(judgement.verdict == verdict, "\(judgement)")
    }

    @Test(arguments: [
        ("x + x", Verdict.correct), ("2 * x", .correct), ("x * 2 if x < 3 else 0", .incorrect), ("{1: 2, 2: 4}[x]", .incorrect), ("x * 3", .incorrect),
        ("x *", .incorrect), ("(_ for _ in ()).throw(ValueError)", .incorrect), ("type('E', (int,), {'__eq__': lambda s, o: True})(1)", .incorrect),
        ("[i for i in iter(int, 1)]", .timeout),
    ])
    func `induction is judged by hidden pairs only`(answer: String, verdict: Verdict) async throws {
        let pairs = [("1", "2"), ("2", "4"), ("5", "10"), ("-3", "-6")]
        let judgement = try await verifier().judge("\\boxed{\(answer)}", of: task(.induction, "def f(x): return x * 2", pairs, shown: 2))
        // Memory or time may be what ends a list without end.
        #expect(judgement.verdict == verdict || verdict == .timeout && judgement.verdict == .resourceLimit, "\(judgement)")
    }

    @Test(arguments: [("ZeroDivisionError", Verdict.correct), ("zerodivisionerror: division by zero", .correct), ("NoError", .incorrect), ("", .unparseable)])
    func errors(answer: String, verdict: Verdict) async throws {
        let judgement = try await verifier().judge("\\boxed{\(answer)}", of: task(.errorDeduction, "def f(x): return 1 / x", [("0", "ZeroDivisionError")]))
        #expect(judgement.verdict == verdict, "\(judgement)")
    }

    @Test func `every Python item of the seed world takes its reference answer, and no near miss`() async throws {
        let verifier = try await verifier()
        let world = SeedWorld()
        for problem in world.heldOutSet(perFamily: 12, families: SeedFamily.python) {
            let completion = try #require(world.workedCompletion(for: problem))
            let judgement = await verifier.judge(completion, for: problem)
            #expect(judgement.verdict == .correct, "\(problem.question): \(judgement)")
            let wrong = await verifier.judge("\\boxed{\(problem.label)0}", for: problem)
            #expect(wrong.verdict != .correct, "\(problem.question): \(wrong)")
        }
    }
}
