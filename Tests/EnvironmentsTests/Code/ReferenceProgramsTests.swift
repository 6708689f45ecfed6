import Environments
import Experience
import Foundation
import Sandbox
import TestSupport
import Testing

/// Every benchmark's own solution passes its own tests, and a broken one does not.
struct ReferenceProgramsTests {
    /// Items whose reference fails in the sandbox, with the reason; docs/Evaluation.md lists them.
    static let refused: [String: Set<String>] = [:]

    @Test(
        .enabled(if: SharedData.has("benchmarks") && IsolationAvailability.isThere),
        arguments: ["humaneval", "humaneval-plus", "mbpp", "mbpp-plus", "cruxeval-i", "cruxeval-o"])
    func `the reference earns full marks`(name: String) async throws {
        let sandbox = try await Sandbox()
        let problems = try Suites.named(name).problems(in: SharedData.url("benchmarks"))
        var limits = SandboxLimits(wallSeconds: 20, memoryBytes: 1 << 30, valueBytes: 64 << 20)
        limits.outputBytes = 1 << 20
        let verifier = CodeVerifier(sandbox: sandbox, extraction: .whole, limits: limits, modules: nil)
        let failures = await withTaskGroup(of: (String, Judgement).self) { tasks in
            for problem in problems {
                tasks.addTask { (problem.id, await verifier.judge(reference(of: problem), for: problem)) }
            }
            var failures: [String: Judgement] = [:]
            for await (id, judgement) in tasks where judgement.verdict != .correct { failures[id] = judgement }
            return failures
        }
        print("\(name): \(problems.count - failures.count) of \(problems.count)")
        for (id, judgement) in failures.sorted(by: { $0.key < $1.key }) {
            #expect(Self.refused[name]?.contains(id) == true, "\(name) \(id): \(judgement.verdict) \(judgement.evidence.prefix(300))")
        }
        await sandbox.close()
    }
}

/// The benchmark's own answer as a model would give it.
private func reference(of problem: Problem) -> String { problem.label }
