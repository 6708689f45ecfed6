import Experience
import Foundation
import TestSupport
import Testing

@testable import Environments
@testable import Sandbox

/// The second grader, where `scripts/setup` has installed it.
@Suite(.enabled(if: MathVerify.installed() != nil, "math-verify is not in .deps; run scripts/setup"))
struct MathVerifyTests {
    /// Impatient, so that texts which block it are soon done with.
    private static let impatient = Task { try await MathVerify.started(workers: 2, deadline: 0.5) }

    /// Of the usual deadline: the suite shares the cores.
    private static let patient = Task { try await MathVerify.started(workers: 1) }

    @Test(arguments: [
        ("\\frac{1}{2}", "So it is $\\boxed{0.5}$.", Verdict.correct), ("12", "\\boxed{13}", .incorrect), ("(x+1)^2", "$x^2+2x+1$", .correct),
        ("3", "no answer here", .unparseable), ("", "\\boxed{12}", .incorrect), (" \n", "\\boxed{}", .incorrect),
    ])
    func `verdicts`(label: String, completion: String, expected: Verdict) async throws {
        let judgement = await (try await Self.patient.value).judge(completion, label: label)
        #expect(judgement.verdict == expected, "\(judgement.evidence)")
    }

    @Test func `a helper that is killed from outside is started again`() async throws {
        let grader = try await MathVerify.started(workers: 1)
        #expect(await grader.judge("$2$", label: "2").verdict == .correct)
        let before = grader.processIdentifiers
        for identifier in before { kill(identifier, SIGKILL) }
        // The one inside may still answer while it dies.
        for _ in 0..<100 where grader.processIdentifiers == before {
            #expect(await grader.judge("$2$", label: "2").verdict == .correct)
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(grader.processIdentifiers != before)
        #expect(await grader.judge("$2$", label: "2").verdict == .correct)
        await grader.close()
        #expect(grader.processIdentifiers.isEmpty)
    }

    /// No text of the corpus is right, breaks the helper, or keeps it past its deadline, two at a time; on a quiet machine
    /// every text, and 99 of 100 verdicts within 100 ms of the deadline.
    @Test func `hostile answers`() async throws {
        let grader = try await Self.impatient.value
        let categories: Set = ["second-grader", "forged-verdict", "huge-exponent", "factorial", "injection", "backtracking", "nested", "control"]
        let answers = try HostileAnswersTests.answers().filter { $0.verifier == "maths" && (Lateness.isQuiet || categories.contains($0.category)) }
        // The rest of the suite shares the cores.
        let limit = grader.deadline * 1000 + (Lateness.isQuiet ? Lateness.allowed : 1500)
        async let warm = grader.judge("$2$", label: "2")
        _ = await (warm, grader.judge("$2$", label: "2"))
        let results = await withTaskGroup(of: (String, Judgement, Judgement, Double).self) { group in
            var answers = answers[...]
            func add() {
                guard let answer = answers.popFirst() else { return }
                group.addTask {
                    let native = MathsVerifier().judge(answer.completion.text, label: answer.label.text)
                    let started = ContinuousClock.now
                    let second = await grader.judge(answer.completion.text, label: answer.label.text)
                    return (answer.id, native, second, started.duration(to: .now) / .milliseconds(1))
                }
            }
            // As many as there are helpers, so that nobody waits for one.
            add()
            add()
            var results: [(String, Judgement, Judgement, Double)] = []
            while let result = await group.next() {
                results.append(result)
                add()
            }
            return results
        }
        for (id, native, second, _) in results {
            #expect(second.verdict != .infrastructureFailure, "\(id): \(second.evidence)")
            if !id.hasPrefix("control") {
                #expect(MathsGrader.agree.decision(native: native, second: second).verdict != .correct, "\(id): \(second.evidence)")
            }
        }
        // Late because other suites had the cores, or late by itself: what is late by itself is late again. On a quiet machine
        // nothing is asked twice.
        var milliseconds = results.map(\.3)
        for (place, result) in results.enumerated() where result.3 > limit && !Lateness.isQuiet {
            guard let answer = answers.first(where: { $0.id == result.0 }) else { continue }
            let started = ContinuousClock.now
            _ = await grader.judge(answer.completion.text, label: answer.label.text)
            milliseconds[place] = started.duration(to: .now) / .milliseconds(1)
        }
        milliseconds.sort()
        let p99 = milliseconds[milliseconds.count * 99 / 100]
        print("\(milliseconds.count) verdicts of math-verify on hostile answers: median \(milliseconds[milliseconds.count / 2]) ms, p99 \(p99 - grader.deadline * 1000) ms past the deadline, the last \((milliseconds.last ?? 0) - grader.deadline * 1000) ms")
        #expect(p99 <= limit, "p99 \(p99) ms of \(milliseconds.count), the limit is \(limit): \(results.sorted { $0.3 > $1.3 }.prefix(8).map { ($0.0, $0.3, $0.2.evidence.prefix(60)) })")
        // The helpers are alive: a verdict comes, or, on a busy machine, a timeout, and no failure.
        #expect(await grader.judge("$2$", label: "2").verdict != .infrastructureFailure)
    }

    @Test func `a file system it cannot write and a network it does not have`() async throws {
        // A script of ours in the grader's place: what it may do is what the grader may do.
        let script = """
            import json, os, socket
            found = []
            try:
                open("/usr/written", "w")
                found.append("wrote")
            except OSError:
                pass
            try:
                socket.create_connection(("127.0.0.1", 22), 1)
                found.append("connected")
            except OSError:
                pass
            found += [name for name in ("/root", "/home", "/work", "/etc/passwd") if os.path.exists(name)]
            send(json.dumps({"problem": " ".join(found) or "nothing"}).encode())
            """
        let helper = IsolatedHelper(script: script, readable: [], python: try PythonInstallation.find())
        await #expect(throws: IsolatedHelper.Failure.refused(.noIsolation(reason: "nothing"))) { try await helper.start() }
    }
}

struct MathsGraderTests {
    private func said(_ verdict: Verdict) -> Judgement { Judgement(verdict: verdict, evidence: "\(verdict)") }

    @Test(arguments: [
        (MathsGrader.native, Verdict.correct, Verdict.incorrect, Verdict.correct), (.native, .incorrect, .correct, .incorrect),
        (.mathVerify, .correct, .incorrect, .incorrect), (.mathVerify, .incorrect, .timeout, .timeout),
        (.agree, .correct, .correct, .correct), (.agree, .correct, .incorrect, .incorrect), (.agree, .unparseable, .correct, .unparseable),
        (.agree, .incorrect, .infrastructureFailure, .incorrect), (.agree, .correct, .infrastructureFailure, .infrastructureFailure),
        (.agree, .correct, .timeout, .timeout), (.either, .incorrect, .correct, .correct), (.either, .correct, .infrastructureFailure, .correct),
        (.either, .incorrect, .infrastructureFailure, .infrastructureFailure), (.either, .incorrect, .timeout, .incorrect),
    ])
    func `who decides`(grader: MathsGrader, native: Verdict, second: Verdict, expected: Verdict) {
        #expect(grader.decision(native: said(native), second: said(second)).verdict == expected)
    }

    @Test func `a grader is chosen for mathematics only`() async throws {
        let verifiers = Verifiers(grader: .agree) { throw CancellationError() }
        await #expect(throws: VerifierError.noGrader(verifier: "exact", grader: .agree)) { try await verifiers.named("exact") }
        let error = VerifierError.noGrader(verifier: "exact", grader: .agree)
        #expect("\(error)".contains("'exact' has one grader") && "\(error)".contains("maths-boxed"))
    }

    @Test func `without math-verify the error says what to do`() async throws {
        let nowhere = URL(filePath: "/nonexistent/math-verify")
        await #expect(throws: MathVerifyError.self) { try await MathVerify.started(folder: nowhere) }
        let text = "\(MathVerifyError.missing(tried: [nowhere.path]))"
        #expect(text.contains(nowhere.path) && text.contains("scripts/setup") && text.contains("--grader native"))
    }

    @Test(.enabled(if: MathVerify.installed() != nil, "math-verify is not in .deps; run scripts/setup"))
    func `what the two differ on is kept`() async throws {
        let log = DisagreementLog()
        let verifier = try await Verifiers(grader: .agree, disagreements: log) { throw CancellationError() }.named("maths")
        let problem = Problem(id: "p", question: "q", label: "4, 10", family: "f", provenance: "t")
        // Order counts for us, and not for math-verify.
        #expect(await verifier.judge("\\boxed{10, 4}", for: problem).verdict == .incorrect)
        #expect(await verifier.judge("\\boxed{4, 10}", for: problem).verdict == .correct)
        let kept = log.drain()
        #expect(kept.count == 1)
        #expect(kept.first?.first.verdict == .incorrect && kept.first?.second.verdict == .correct)
        #expect(kept.first?.decision == .incorrect && kept.first?.decidedBy == "agree" && kept.first?.completion == "\\boxed{10, 4}")
        #expect(log.drain().isEmpty)
    }
}
