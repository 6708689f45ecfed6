import ArgumentParser
import Environments
import Evaluation
import Experience
import Foundation

struct VerifyAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Hold the graders of mathematics against a labelled file.",
        discussion: """
            A line is {"label": …, "completion": …, "correct": true|false}. For each grader alone and for both together:
            how many wrong completions it lets pass (false positives, of those that are wrong) and how many right ones it
            refuses (false negatives, of those that are right), each with the 95 % interval of Wilson. Lines that cannot be
            read are named and left out; the exit code is then 65. It is 4 where a grader's machinery failed.

            Examples:
              autodidact verify audit labelled.jsonl
              autodidact verify audit labelled.jsonl --verifier maths-unordered --list --json
              autodidact verify audit labelled.jsonl --grader native
            """)

    @Argument(help: "A JSONL or Parquet file; - is standard input (JSONL).")
    var file: String
    @Option(help: "maths, maths-boxed or maths-unordered.")
    var verifier: String = "maths"
    @Option(help: "native audits the native grader alone; any other value audits both and their combinations.")
    var grader: MathsGrader = .agree
    @Option(help: "Where completions are stored on which two graders differ.")
    var store: String = DisagreementStore.standard
    @Flag(help: "List every completion that a grader judges otherwise than the file.")
    var list = false
    @Flag(help: "Print JSON on stdout.")
    var json = false

    struct Rate: Encodable {
        var count: Int
        var of: Int
        /// `null` where there is nothing to count.
        var rate: Double?
        var lower: Double?
        var upper: Double?

        init(_ count: Int, of total: Int) throws {
            (self.count, of) = (count, total)
            guard total > 0 else { return }
            let interval = try wilsonInterval(successes: count, trials: total)
            (rate, lower, upper) = (interval.estimate, interval.lower, interval.upper)
        }
    }

    struct GraderRates: Encodable {
        var grader: String
        var agreement: Rate
        var falsePositives: Rate
        var falseNegatives: Rate
        /// Completions it gave no verdict on: timeouts, memory, failures; they count as refused, failures not at all.
        var withoutVerdict: Int
    }

    struct Mistake: Encodable {
        var id: String
        var label: String
        var correct: Bool
        var native: Verdict
        var mathVerify: Verdict?
        var evidence: [String]
    }

    private struct Audit: Encodable {
        var file: String
        var rows: Int
        var correct: Int
        var wrong: Int
        var unreadable: Int
        var graders: [GraderRates]
        var mistakes: [Mistake]?
    }

    private struct Judged {
        var row: CompletionRow
        var correct: Bool
        var native: Judgement
        var second: Judgement?
    }

    func run() async throws {
        var reader = try LineReader(file)
        guard Verifiers.graded.contains(verifier) else { throw VerifierError.noGrader(verifier: verifier, grader: grader) }
        var disagreements = DisagreementStore(store)
        let judge = try await Verifiers(grader: grader, disagreements: disagreements.log) { throw SandboxNotNeeded() }.named(verifier)
        var judged: [Judged] = []
        var (number, bad) = (0, 0)
        var pending: [Task<Judged, Never>] = []
        while let bytes = try reader.next() {
            number += 1
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { continue }
            let place = "\(reader.name):\(number)"
            do throws(DatasetProblem) {
                let row = try CompletionRow.read(bytes, index: number - 1, place: place)
                guard row.hasLabel else { throw .missingColumn(place: place, suite: "the audit", column: "label", columns: []) }
                guard let correct = row.correct else { throw .missingColumn(place: place, suite: "the audit", column: "correct", columns: []) }
                pending.append(Task { await Self.opinions(judge, row, correct) })
            } catch {
                bad += 1
                Console.complain("\(error)")
            }
            while pending.count >= 4 { judged.append(await pending.removeFirst().value) }
            try disagreements.save()
        }
        for task in pending { judged.append(await task.value) }
        try disagreements.save()
        try disagreements.close()
        guard !judged.isEmpty else { throw DatasetError(.empty(place: reader.name)) }
        try show(judged, name: reader.name, bad: bad)
        if bad > 0 { throw ExitCode(65) }
        if judged.contains(where: { ($0.second ?? $0.native).verdict == .infrastructureFailure }) { throw ExitCode(4) }
    }

    private struct SandboxNotNeeded: Error {}

    private static func opinions(_ verifier: any Verifier, _ row: CompletionRow, _ correct: Bool) async -> Judged {
        guard let both = verifier as? TwoGraderVerifier else {
            return Judged(row: row, correct: correct, native: await verifier.judge(row.completion, for: row.problem))
        }
        let (native, second) = await both.opinions(row.completion, for: row.problem)
        return Judged(row: row, correct: correct, native: native, second: second)
    }

    private func show(_ judged: [Judged], name: String, bad: Int) throws {
        let settings: [MathsGrader] = judged[0].second == nil ? [.native] : MathsGrader.allCases
        let graders = try settings.map { setting in try rates(setting, judged) }
        let mistakes = judged.filter { one in
            (one.native.verdict == .correct) != one.correct || one.second.map { ($0.verdict == .correct) != one.correct } ?? false
        }.map { one in
            Mistake(
                id: one.row.problem.id, label: one.row.problem.label, correct: one.correct, native: one.native.verdict,
                mathVerify: one.second?.verdict, evidence: [one.native.evidence] + (one.second.map { [$0.evidence] } ?? []))
        }
        let right = judged.count { $0.correct }
        if json {
            return try Console.json(
                Audit(
                    file: name, rows: judged.count, correct: right, wrong: judged.count - right, unreadable: bad, graders: graders,
                    mistakes: list ? mistakes : nil))
        }
        Console.out("\(judged.count) rows: \(right) right, \(judged.count - right) wrong")
        Console.out("grader       agrees            false positives                 false negatives                 no verdict")
        for rate in graders {
            let columns: [(String, Int)] = [
                (rate.grader, 12), ("\(rate.agreement.count)/\(rate.agreement.of)", 17), (text(rate.falsePositives), 31),
                (text(rate.falseNegatives), 31), ("\(rate.withoutVerdict)", 0),
            ]
            Console.out(columns.map { $0.0.padding(toLength: max($0.1, $0.0.count), withPad: " ", startingAt: 0) }.joined(separator: " "))
        }
        guard list else { return }
        for one in mistakes {
            Console.out("\(one.id): \(one.correct ? "right" : "wrong"), label \(one.label.prefix(80))")
            for line in one.evidence { Console.out("  \(line)") }
        }
    }

    private func text(_ rate: Rate) -> String {
        guard let share = rate.rate, let lower = rate.lower, let upper = rate.upper else { return "none to count" }
        return "\(rate.count)/\(rate.of) " + String(format: "%.1f %% (%.1f to %.1f)", 100 * share, 100 * lower, 100 * upper)
    }

    private func rates(_ setting: MathsGrader, _ judged: [Judged]) throws -> GraderRates {
        var right: [Verdict] = []
        var wrong: [Verdict] = []
        for one in judged {
            let judgement = one.second.map { setting.decision(native: one.native, second: $0) } ?? one.native
            guard judgement.verdict != .infrastructureFailure else { continue }
            if one.correct { right.append(judgement.verdict) } else { wrong.append(judgement.verdict) }
        }
        let refused = right.count { $0 != .correct }
        let passed = wrong.count { $0 == .correct }
        let silent = (right + wrong).count { $0 == .timeout || $0 == .resourceLimit }
        let total = right.count + wrong.count
        return GraderRates(
            grader: setting.rawValue, agreement: try Rate(total - refused - passed, of: total),
            falsePositives: try Rate(passed, of: wrong.count), falseNegatives: try Rate(refused, of: right.count),
            withoutVerdict: judged.count - total + silent)
    }
}
