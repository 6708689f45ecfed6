import Experience
import Sandbox
import Testing

@testable import Environments

/// Proposals that other implementations took for valid tasks, each refused here with its reason; and valid ones.
struct ProposalCheckTests {
    private func check(longest: Int = 400) async throws -> ProposalCheck {
        let modules = ["math", "uuid"]
        let executor = ReasoningExecutor(sandbox: try await Sandbox(), limits: SandboxLimits(wallSeconds: 2), modules: modules)
        return ProposalCheck(executor: executor, modules: modules, longestOutput: longest)
    }

    private func refusal(_ program: String, _ inputs: [String] = ["1"], kind: ReasoningTask.Kind = .deduction, shown: Int = 1, longest: Int = 400) async throws -> ProposalCheck.Refusal? {
        let check = try await check(longest: longest)
        do throws(ProposalCheck.Refused) {
            _ = try await check.task(ReasoningProposal(program: program, inputs: inputs), kind: kind, shown: shown)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [
        ("import uuid\ndef f(x): return str(uuid.uuid4())", ProposalCheck.Refusal.nondeterministic), ("def f(x): return hash('a')", .nondeterministic),
        ("def f(x): return list({'a', 'b', 'c', 'd', 'e', 'f'})", .nondeterministic), ("def f(x): raise Exception('Non-deterministic code')", .exception),
        ("def f(x): raise StopIteration", .exception), ("class Bad(Exception): pass\ndef f(x): raise Bad", .exception), ("def f(x): raise ValueError", .exception),
        ("def f(x):\n    while True: pass", .timeout), ("import os\ndef f(x): return os.getcwd()", .imports), ("from os import path\ndef f(x): return path.sep", .imports),
        ("import math, sys as s\ndef f(x): return s.path", .imports), ("def f(x):\n    import socket\n    return 1", .imports), ("x = 1; import ctypes\ndef f(x): return 1", .imports),
        ("def f(x): return __import__('os').getcwd()", .exception), ("def f(x): return open('/etc/passwd').read()", .exception), ("import shutil\ndef f(x): return 1", .imports),
        ("def f(x): return eval(\"__import__('os').getcwd()\")", .exception), ("import sys.exit\ndef f(x): return 1", .imports), ("def f(x): return input()", .exception),
        ("def f(x) return 1", .syntax), ("def g(x): return 1", .exception), ("import sys_no\ndef f(x): return 1", .imports), ("def f(x): return 'a' * 401", .output),
        ("def f(x): return object()", .output), ("def f(x): return lambda: 1", .output), ("def f(x):\n    import math\n    math.exit(0)", .exception),
        ("import math\ndef f(x): raise SystemExit(0)", .exited),
    ])
    func refused(program: String, reason: ProposalCheck.Refusal) async throws {
        #expect(try await refusal(program) == reason, "\(program)")
    }

    @Test(arguments: ["x", "1 + 1", "f(1)", "1) or (True", "__import__('os')", "*[1]", "a=1"])
    func `inputs are literals`(input: String) async throws {
        #expect(try await refusal("def f(x): return x", [input]) == .input)
    }

    @Test func `the word error in an output is no error, and every input of an induction has to run`() async throws {
        #expect(try await refusal("def f(x): return 'an error: Exception'") == nil)
        #expect(try await refusal("def f(x): return 6 // x", ["1", "2", "0"], kind: .induction) == .exception)
        #expect(try await refusal("import os\ndef f(x): return x", ["1", "2"], kind: .induction) == .imports)
    }

    @Test func `a sandbox that is gone is no fault of the proposal`() async throws {
        let sandbox = try await Sandbox()
        let executor = ReasoningExecutor(sandbox: sandbox, limits: SandboxLimits(wallSeconds: 2), modules: [])
        await sandbox.close()
        await #expect(throws: ProposalCheck.Refused(reason: .infrastructure, evidence: "infrastructure failure: the sandbox is closed")) {
            _ = try await ProposalCheck(executor: executor, modules: []).task(ReasoningProposal(program: "def f(x): return x", inputs: ["1"]), kind: .deduction, shown: 0)
        }
        let task = ReasoningTask(kind: .abduction, program: "def f(x): return x", pairs: [.init(input: "1", output: "1")])
        #expect(await ReasoningVerifier(executor: executor, style: SeedWorldStyle()).judge("\\boxed{1}", of: task).verdict == .infrastructureFailure)
    }

    @Test func `a valid task has the outputs that were computed`() async throws {
        let check = try await check()
        let task = try await check.task(ReasoningProposal(program: "import math\ndef f(x, y='b'):\n    return [math.floor(x), y]", inputs: [" 2.5 , 'a' "]), kind: .deduction, shown: 0)
        #expect(task.pairs == [.init(input: "2.5, 'a'", output: "[2, 'a']")] && task.isComplete)
        let error = try await check.task(ReasoningProposal(program: "def f(x): return 1 / x", inputs: ["0"]), kind: .errorDeduction, shown: 0)
        #expect(error.pairs[0].output == "ZeroDivisionError")
        let induction = try await check.task(ReasoningProposal(program: "def f(x): return x + 1", inputs: ["1", "2", "2"], message: "one more"), kind: .induction, shown: 2, hidden: ["9"])
        #expect(induction.shownPairs.map(\.input) == ["1", "2"] && induction.hiddenPairs.map(\.output) == ["10"])
        #expect(try await refusal("def f(x): return x", ["1", "1"], kind: .induction) == .pairs)
    }

    @Test func `imports are found where they stand, and not in texts`() {
        #expect(PythonImports.roots(in: "import os.path as p, re\nfrom a.b import c\n# import x\ns = 'import y'\nd = \"\"\"\nimport z\n\"\"\"\nif 1: import w") == ["os", "re", "a", "w"])
        #expect(PythonImports.roots(in: "important = 1\nfromage = 2\nimport \\\n  sys") == ["sys"])
    }

    @Test func `the same program on the same input runs once`() async throws {
        let executor = ReasoningExecutor(sandbox: try await Sandbox(), limits: SandboxLimits(wallSeconds: 2), modules: [], capacity: 2)
        async let first = executor.run("def f(x): return x", on: ["1"])
        async let second = executor.run("def f(x): return x", on: ["1"])
        #expect(await first == second)
        let counts = await executor.counts
        #expect(counts.programs == 1 && counts.cached == 1)
        let state = await executor.state
        for input in ["2", "3"] { _ = await executor.run("def f(x): return x", on: [input]) }
        _ = await executor.run("def f(x): return x", on: ["1"])
        #expect(await executor.counts.programs == 4)
        await executor.restore(state)
        #expect(await executor.counts.programs == 1)
    }
}
