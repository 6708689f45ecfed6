import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// The whole hostile corpus, against two workers: nothing gets out, nothing hangs, no status is forged, and the pool lives.
@Suite(.serialized, .enabled(if: IsolationAvailability.isThere))
struct CorpusTests {
    private struct Verdict: Sendable {
        var program: HostileProgram
        var result: SandboxResult
        /// Milliseconds past the deadline; negative before it.
        var late: Double
    }

    @Test func `no program escapes, hangs, or says how it ended`() async throws {
        let programs = try HostileProgram.all()
        #expect(programs.count >= 300)
        #expect(Set(programs.map(\.file)).count == programs.count)
        let canary = try Canary()
        let sandbox = try await Sandbox(workers: 2)
        let began = ContinuousClock.now
        let verdicts = try await withThrowingTaskGroup(of: [Verdict].self) { group in
            // As many tasks as workers, so that no time is spent waiting for one.
            for start in 0..<2 {
                group.addTask {
                    var verdicts: [Verdict] = []
                    for place in stride(from: start, to: programs.count, by: 2) {
                        let program = programs[place]
                        let asked = ContinuousClock.now
                        let result = await sandbox.run(try program.program(arguments: canary.arguments), limits: program.limits)
                        let taken = asked.duration(to: .now) / .milliseconds(1)
                        verdicts.append(Verdict(program: program, result: result, late: taken - program.limits.wallSeconds * 1000))
                    }
                    return verdicts
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for verdict in verdicts {
            let (program, result) = (verdict.program, verdict.result)
            // On a busy machine any program may run out of its time, which is no escape.
            let isHonest = program.allowed.contains(result.status.name) || (!Lateness.isQuiet && result.status == .timeout)
            #expect(isHonest, "\(program.file): \(result.status.summary)\n\(result.standardError.suffix(400))")
            let said = result.standardOutput + result.standardError + "\(result.outcomes)"
            #expect(!result.standardOutput.contains("ESCAPED"), "\(program.file): \(result.standardOutput.prefix(400))")
            #expect(!said.contains(Canary.token), "\(program.file) has read the canary")
            #expect(result.standardOutput.utf8.count <= 3 << 20 && result.outcomes.count <= 1 << 20, "\(program.file)")
        }
        #expect(canary.isUntouched)
        let late = verdicts.map(\.late).sorted()
        let p99 = late[late.count * 99 / 100]
        #expect(p99 <= Lateness.allowed, "99 of 100 verdicts come \(p99) ms past their deadline or sooner")
        let workers = sandbox.processIdentifiers
        let after = await sandbox.run(SandboxProgram(source: "def f(x): return x + 1", calls: [.init("f", "(2,)")]))
        #expect(after.outcomes == [.value("3")])
        await sandbox.close()
        for worker in workers { #expect(kill(worker, 0) != 0 || waitpid(worker, nil, WNOHANG) != 0) }
        let latest = verdicts.sorted { $0.late > $1.late }.prefix(3).map { "\($0.program.file) \(Int($0.late)) ms" }
        print("\(programs.count) hostile programs in \(began.duration(to: .now) / .seconds(1)) s; p99 \(p99) ms past the deadline, the last \(latest)")
    }
}
