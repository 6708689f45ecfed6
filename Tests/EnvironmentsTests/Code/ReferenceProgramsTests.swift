import Environments
import Experience
import Foundation
import Sandbox
import TestSupport
import Testing

/// Every benchmark's own solution passes its own tests.
@Suite(.serialized, .enabled(if: SharedData.has("benchmarks") && IsolationAvailability.isThere))
struct ReferenceProgramsTests {
    /// Items whose reference fails in the sandbox, by the reason; docs/Verifiers.md lists them.
    static let refused: [String: [String: String]] = [
        "mbpp-plus": ["Mbpp/255": "one input gives 1.6 million tuples of 77 strings, more than 1 GiB"],
        "cruxeval-i": [
            "sample_152": "the published arguments are a method call, not a literal",
            "sample_258": "the published arguments name a variable of the program",
            "sample_364": "one of the published arguments is a function",
            "sample_770": "the published arguments are a method call, not a literal",
        ],
    ]
    /// The plus sets take long: one item in so many, unless all are asked for.
    private static let stride = ProcessInfo.processInfo.environment["AUTODIDACT_ALL_REFERENCES"] == nil ? 4 : 1

    private func judgements(_ name: String, every step: Int = 1, _ answer: @escaping @Sendable (Problem) -> String) async throws -> [(Problem, Judgement)] {
        let sandbox = try await Sandbox()
        let problems = try Suites.named(name).problems(in: SharedData.url("benchmarks")).enumerated().filter { $0.offset % step == 0 }.map(\.element)
        let limits = SandboxLimits(wallSeconds: 20, memoryBytes: 1 << 30, valueBytes: 64 << 20)
        let verifier = CodeVerifier(sandbox: sandbox, extraction: .whole, limits: limits, modules: nil)
        let found = await withTaskGroup(of: (Problem, Judgement).self) { tasks in
            for problem in problems {
                tasks.addTask { (problem, await verifier.judge(answer(problem), for: problem)) }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
        await sandbox.close()
        return found
    }

    @Test(arguments: [
        ("humaneval", 164), ("humaneval-plus", 164), ("mbpp", 500), ("mbpp-plus", 378), ("cruxeval-i", 400), ("cruxeval-o", 400),
    ])
    func `the reference earns full marks`(name: String, count: Int) async throws {
        let began = ContinuousClock.now
        let step = name.hasSuffix("-plus") ? Self.stride : 1
        let found = try await judgements(name, every: step, \.label)
        #expect(found.count == (count + step - 1) / step)
        let failed = found.filter { $0.1.verdict != .correct }
        print("\(name): \(found.count - failed.count) of \(found.count) in \(began.duration(to: .now) / .seconds(1)) s")
        for (problem, judgement) in failed {
            #expect(Self.refused[name]?[problem.id] != nil, "\(name) \(problem.id): \(judgement.verdict) \(judgement.evidence.prefix(300))")
        }
        for id in Self.refused[name, default: [:]].keys where found.contains(where: { $0.0.id == id }) {
            #expect(failed.contains { $0.0.id == id }, "\(name) \(id) passes now")
        }
    }

    /// The sample carries no solutions; these are ours.
    private static let solutions = [
        "codeforces/1873_A": """
            for _ in range(int(input())):
                print('YES' if sum(a != b for a, b in zip(input(), 'abc')) <= 2 else 'NO')
            """,
        "leetcode/2727": """
            class Solution:
                def countSeniors(self, details):
                    return sum(int(one[11:13]) > 60 for one in details)
            """,
        "atcoder/abc301_a": """
            n = int(input())
            s = input()
            t, a = s.count('T'), s.count('A')
            print('T' if t > a or t == a and s[-1] == 'A' else 'A')
            """,
    ]

    @Test(.enabled(if: SharedData.has("benchmarks/livecodebench-sample3.jsonl")))
    func `a right program passes each of LiveCodeBench's sample, and a wrong one none`() async throws {
        let right = try await judgements("livecodebench") { Self.solutions[$0.id] ?? "" }
        #expect(right.count == 3)
        for (problem, judgement) in right { #expect(judgement.verdict == .correct, "\(problem.id): \(judgement.evidence)") }
        let wrong = try await judgements("livecodebench") { (Self.solutions[$0.id] ?? "").replacingOccurrences(of: "<=", with: "<").replacingOccurrences(of: "> ", with: ">= ") }
        for (problem, judgement) in wrong { #expect(judgement.verdict == .incorrect, "\(problem.id): \(judgement.evidence)") }
    }

    @Test func `an empty program passes nothing`() async throws {
        for name in ["humaneval", "mbpp"] {
            let found = try await judgements(name) { _ in "pass" }
            #expect(found.allSatisfy { $0.1.verdict == .incorrect })
        }
    }
}
