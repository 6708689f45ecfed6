import Experience
import Foundation
import Sandbox
import TestSupport
import Testing

@testable import Environments

@Suite(.enabled(if: IsolationAvailability.isThere))
struct CodeVerifierTests {
    private func problem(_ specification: CodeSpecification) -> Problem {
        Problem(id: "p", question: "", label: "", family: "code", provenance: "test", specification: specification.json)
    }

    private func judge(_ program: String, _ specification: CodeSpecification) async throws -> Judgement {
        let sandbox = try await Sandbox(workers: 2)
        let judgement = await CodeVerifier(sandbox: sandbox, extraction: .whole).judge(program, for: problem(specification))
        await sandbox.close()
        return judgement
    }

    @Test func `assertions see values, objects and exceptions of the program`() async throws {
        let tests = CodeSpecification.assertions(.init(
            check: """
                node = Node(3)
                assert depth(node) == 3
                assert depth([1, (2, {'a': None})]) == 4
                try:
                    depth('x')
                    raise SystemError
                except ValueError as error:
                    assert str(error) == 'no depth of x'
                """, entry: "depth"))
        let program = """
            class Node:
                def __init__(self, n): self.n = n
            def depth(x):
                if isinstance(x, Node): return x.n
                if x == [1, (2, {'a': None})]: return 4
                raise ValueError(f'no depth of {x}')
            """
        let judgement = try await judge(program, tests)
        #expect(judgement.verdict == .correct, "\(judgement.evidence)")
        #expect(try await judge(program.replacingOccurrences(of: "return 4", with: "return 5"), tests).verdict == .incorrect)
    }

    @Test func `tests set and read attributes of the program's objects`() async throws {
        let tests = CodeSpecification.assertions(.init(
            check: "a, b = Node(1), Node(2)\na.next = b\nb.weight = 5\nassert total(a) == 3\nassert a.next.weight == 5\nassert b.n == 2", entry: "total"))
        let program = "class Node:\n    next = None\n    def __init__(self, n): self.n = n\ndef total(x): return x.n + (total(x.next) if x.next else 0)"
        let judgement = try await judge(program, tests)
        #expect(judgement.verdict == .correct, "\(judgement.evidence)")
    }

    @Test func `a program that ends before its tests do is wrong, whatever it said`() async throws {
        let tests = CodeSpecification.assertions(.init(check: "assert f(1) == 1\nassert f(2) == 2", entry: "f"))
        let early = "import os\ndef f(x):\n    if x == 2:\n        os.write(3, b'Z\\n')\n        os._exit(0)\n    return x"
        #expect(try await judge(early, tests).verdict == .incorrect)
        #expect(try await judge("def f(x): return x", tests).verdict == .correct)
    }

    @Test func `floats are near within the tolerance and no further`() async throws {
        let function = CodeSpecification.function(.init(
            entry: "half", reference: "def half(x): return [x / 2, x]", inputs: ["(3,)", "(1e-9,)"], atol: 1e-6))
        #expect(try await judge("def half(x): return [x * 0.5 + 1e-8, x]", function).verdict == .correct)
        #expect(try await judge("def half(x): return [x * 0.5 + 1e-5, x]", function).verdict == .incorrect)
    }

    @Test func `no number is near an infinity`() async throws {
        let function = CodeSpecification.function(.init(
            entry: "f", reference: "def f(x): return [float('inf'), x]", inputs: ["(1.5,)"], atol: 1e-6))
        #expect(try await judge("def f(x): return [float('inf'), x]", function).verdict == .correct)
        #expect(try await judge("def f(x): return [1.0, x]", function).verdict == .incorrect)
        #expect(try await judge("def f(x): return [float('-inf'), x]", function).verdict == .incorrect)
        #expect(try await judge("def f(x): return [float('nan'), x]", function).verdict == .incorrect)
    }

    @Test func `a verdict names the call that failed`() async throws {
        let function = CodeSpecification.function(.init(entry: "f", reference: "def f(x): return x", inputs: ["(1,)", "(2,)", "(3,)"]))
        let judgement = try await judge("def f(x): return 1 // (x - 2) and x", function)
        #expect(judgement.verdict == .incorrect)
        #expect(judgement.evidence.hasPrefix("call 2 of 3, f(2,): ZeroDivisionError"), "\(judgement.evidence)")
        let looping = try await judge("def f(x):\n    while x == 3: pass\n    return x", function)
        #expect(looping.verdict == .timeout)
        #expect(looping.evidence == "call 3 of 3, f(3,): timeout")
    }

    @Test func `a reference that fails is a failure of ours`() async throws {
        let function = CodeSpecification.function(.init(entry: "f", reference: "def f(x): return 1 // 0", inputs: ["(1,)"]))
        let judgement = try await judge("def f(x): return 1", function)
        #expect(judgement.verdict == .infrastructureFailure)
        #expect(judgement.evidence.contains("ZeroDivisionError"))
    }

    @Test func `hundreds of inputs a problem cost one process, and the reference runs once`() async throws {
        let function = CodeSpecification.function(.init(
            entry: "f", reference: "import time\ntime.sleep(3)\ndef f(x): return sorted(x)",
            inputs: (0..<500).map { "([\($0), \($0 * 7 % 11), 3],)" }))
        let sandbox = try await Sandbox(workers: 2)
        let verifier = CodeVerifier(sandbox: sandbox, extraction: .whole)
        let problem = problem(function)
        let began = ContinuousClock.now
        await withTaskGroup(of: Verdict.self) { group in
            for _ in 0..<16 { group.addTask { await verifier.judge("def f(x): return sorted(x)", for: problem).verdict } }
            for await verdict in group { #expect(verdict == .correct) }
        }
        // The reference sleeps 3 s; run for each of the sixteen on two workers it would take 24 s.
        #expect(began.duration(to: .now) < .seconds(20 * Lateness.patience))
        await sandbox.close()
    }

    @Test func `lines may end as on another system, and functions take JSON`() async throws {
        let streams = CodeSpecification.streams(.init(inputs: ["2 3\r\n"], outputs: ["5\r\n6\r\n"]))
        #expect(try await judge("a, b = map(int, input().split())\nprint(a + b)\nprint(a * b)", streams).verdict == .correct)
        #expect(try await judge("print(5, end='\\r\\n')\nprint(6, end='\\r\\n')", streams).verdict == .correct)
        #expect(try await judge("print(5)\nprint(7)", streams).verdict == .incorrect)
        let method = CodeSpecification.streams(.init(inputs: ["[true, null]\n\"a\""], outputs: ["false"], entry: "Solution.go"))
        #expect(try await judge("class Solution:\n    def go(self, x, y): return x != [True, None] or y != 'a'", method).verdict == .correct)
        #expect(try await judge("class Solution:\n    def go(self, x, y): return True", method).verdict == .incorrect)
    }

    @Test func `a specification that cannot be read is told by its problem`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        var bad = problem(.output(.init(code: "", input: "", output: "1")))
        bad.specification = "{\"kind\": \"asserts\", \"check\": \"\"}"
        let judgement = await CodeVerifier(sandbox: sandbox).judge("x", for: bad)
        #expect(judgement.verdict == .infrastructureFailure)
        #expect(judgement.evidence == "the problem p has no code specification that can be read: it has no 'context'")
        await sandbox.close()
    }
}
