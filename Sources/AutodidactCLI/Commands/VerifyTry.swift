import ArgumentParser
import Environments
import Experience
import Foundation
import Sandbox

struct VerifyTry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Score the completions of a JSONL or Parquet file, a line or row each, in order.",
        discussion: """
            A line is an object with "completion" and "label"; for code the problem's fields beside the completion
            ("specification", or a benchmark's own columns), for integrals "integrand", "lower", "upper" or the question.
            Lines that cannot be read are named and left out; the exit code is then 65. It is 4 where a verifier failed.

            Examples:
              autodidact verify try --verifier maths answers.jsonl --json
              autodidact verify try --verifier maths --grader agree answers.jsonl --json
              autodidact verify try --verifier my_reward.py - < answers.jsonl
            """)

    @Option(help: "The name of a verifier ('verify ls'), or the path of a Python file or an executable.")
    var verifier: String
    @Argument(help: "A JSONL or Parquet file; - is standard input (JSONL).")
    var file: String
    @Option(help: "Who decides where mathematics is judged: native, math-verify, agree (both must say correct) or either.")
    var grader: MathsGrader = .native
    @Option(help: "Seconds that math-verify has for a verdict.")
    var deadline: Double = MathVerify.standardDeadline
    @Option(help: "Where completions are stored on which two graders differ.")
    var store: String = DisagreementStore.standard
    @OptionGroup var sandbox: SandboxOption
    @Flag(help: "Print a JSON object a line on stdout.")
    var json = false

    private struct Line: Encodable {
        var index: Int
        var line: Int
        var id: String?
        var verdict: Verdict?
        var reward: Double?
        var milliseconds: Double?
        var verifier: String
        var grader: String?
        var answer: String?
        var evidence: String?
        var error: String?

        private enum Key: String, CodingKey { case index, line, id, verdict, reward, milliseconds, verifier, grader, answer, evidence, error }

        /// Verdict and reward are there in any case, `null` where there is none.
        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Key.self)
            try values.encode(index, forKey: .index)
            try values.encode(line, forKey: .line)
            try values.encodeIfPresent(id, forKey: .id)
            try values.encode(verdict, forKey: .verdict)
            try values.encode(reward, forKey: .reward)
            try values.encodeIfPresent(milliseconds, forKey: .milliseconds)
            try values.encode(verifier, forKey: .verifier)
            try values.encodeIfPresent(grader, forKey: .grader)
            try values.encodeIfPresent(answer, forKey: .answer)
            try values.encodeIfPresent(evidence, forKey: .evidence)
            try values.encodeIfPresent(error, forKey: .error)
        }
    }

    func run() async throws {
        guard deadline > 0, deadline <= 3600 else { throw ValidationError("--deadline \(deadline): more than 0 and at most 3600 seconds") }
        var reader = try LineReader(file)
        sandbox.warn()
        var disagreements = DisagreementStore(store)
        let judge = try await Verifiers.sharing(isolation: sandbox.isolation, grader: grader, disagreements: disagreements.log, deadline: deadline).named(verifier)
        var counts: [Verdict: Int] = [:]
        var bad = 0
        var waiting: [(line: Line, task: Task<Line, Never>?)] = []
        let atATime = max(2, ProcessInfo.processInfo.activeProcessorCount)

        func finish() async throws {
            guard !waiting.isEmpty else { return }
            let (line, task) = waiting.removeFirst()
            let done = await task?.value ?? line
            if let verdict = done.verdict { counts[verdict, default: 0] += 1 }
            try show(done)
            try disagreements.save()
        }

        var number = 0
        var index = 0
        while let bytes = try reader.next() {
            number += 1
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { continue }
            let empty = Line(index: index, line: number, verifier: judge.name)
            do throws(DatasetProblem) {
                let row = try CompletionRow.read(bytes, index: index, place: "\(reader.name):\(number)")
                guard row.hasLabel || !needsLabel(judge) else {
                    throw .missingColumn(place: "\(reader.name):\(number)", suite: judge.name, column: "label", columns: [])
                }
                waiting.append((empty, Task { await score(row, judge, empty) }))
            } catch {
                bad += 1
                Console.complain("\(error)")
                var line = empty
                line.error = "\(error)"
                waiting.append((line, nil))
            }
            index += 1
            while waiting.count >= atATime { try await finish() }
        }
        while !waiting.isEmpty { try await finish() }
        try disagreements.close()
        summarise(counts, bad)
        if bad > 0 { throw ExitCode(65) }
        if counts[.infrastructureFailure] ?? 0 > 0 { throw ExitCode(4) }
    }

    private func needsLabel(_ verifier: any Verifier) -> Bool {
        ["exact", "normalized", "choice", "one-shot-maths"].contains(verifier.name) || Verifiers.graded.contains(verifier.name)
    }

    private func score(_ row: CompletionRow, _ verifier: any Verifier, _ line: Line) async -> Line {
        let started = ContinuousClock.now
        let reward = await verifier.reward(row.completion, for: row.problem)
        var scored = line
        scored.milliseconds = ((started.duration(to: .now) / .microseconds(1)) / 1000 * 1e4).rounded() / 1e4
        scored.id = row.problem.id
        scored.verdict = reward.judgement.verdict
        scored.reward = reward.value
        scored.grader = Verifiers.graded.contains(verifier.name) ? grader.rawValue : verifier.name
        scored.answer = reward.judgement.answer
        scored.evidence = reward.judgement.evidence
        return scored
    }

    private func show(_ line: Line) throws {
        if json { return try Console.json(line, pretty: false) }
        guard let verdict = line.verdict else { return }
        Console.out(
            "\(line.id ?? "\(line.index)")  \(verdict.rawValue)  \(line.reward.map { "\($0)" } ?? "–")  \(String(format: "%.2f ms", line.milliseconds ?? 0))  \(line.evidence ?? "")")
    }

    private func summarise(_ counts: [Verdict: Int], _ bad: Int) {
        let parts = Verdict.allCases.compactMap { verdict in counts[verdict].map { "\($0) \(verdict.rawValue)" } }
        let total = counts.values.reduce(0, +)
        Console.say("\(total) scored: \(parts.isEmpty ? "none" : parts.joined(separator: ", "))\(bad > 0 ? "; \(bad) lines could not be read" : "")")
    }
}
