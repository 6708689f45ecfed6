import Foundation
import Testing

/// `verify`: a line for a line, in order, whatever else the file holds.
struct VerifyTests {
    private struct Line: Decodable {
        var index: Int
        var line: Int
        var id: String?
        var verdict: String?
        var reward: Double?
        var milliseconds: Double?
        var grader: String?
        var evidence: String?
        var error: String?
    }

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func lines(_ outcome: Command.Outcome) throws -> [Line] {
        try outcome.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    private func verify(_ arguments: [String], input: String = "") throws -> Command.Outcome {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try Command.run(["verify"] + arguments, in: folder, input: input)
    }

    @Test func `a line for a line`() throws {
        let input = #"""
            {"id": "a", "label": "1/2", "completion": "\\boxed{0.5}"}
            {"label": "1/2", "completion": "\\boxed{0.6}"}

            {"label": "", "completion": "\\boxed{}"}
            {"label": 12.0, "completion": "twelve"}
            """#
        let outcome = try verify(["try", "--verifier", "maths", "-", "--json"], input: input)
        #expect(outcome.code == 0, "\(outcome.complaint)")
        let lines = try lines(outcome)
        #expect(lines.map(\.verdict) == ["correct", "incorrect", "unparseable", "unparseable"])
        #expect(lines.map(\.reward) == [1, 0, 0, 0])
        #expect(lines.map(\.id) == ["a", "1", "2", "3"])
        #expect(lines.map(\.line) == [1, 2, 4, 5])
        #expect(lines.allSatisfy { $0.milliseconds ?? -1 >= 0 && $0.grader == "native" && !($0.evidence ?? "").isEmpty })
    }

    @Test func `bad lines are named and lose no others`() throws {
        let input = "{\"label\": \"1\", \"completion\": \"\\\\boxed{1}\"}\nnot json\n{\"label\": \"1\"}\n{\"completion\": \"1\"}\n[1]\n"
            + "{\"label\": [1, 2], \"completion\": \"x\"}\n{\"label\": \"1\", \"completion\": 5}\n{\"label\": \"2\", \"completion\": \"\\\\boxed{2}\"}"
        let outcome = try verify(["try", "--verifier", "maths", "-", "--json"], input: input)
        #expect(outcome.code == 65)
        let lines = try lines(outcome)
        #expect(lines.map(\.index) == Array(0..<8))
        #expect(lines.map(\.verdict) == ["correct", nil, nil, nil, nil, nil, nil, "correct"])
        for (line, number) in zip(lines.dropFirst().dropLast(), 2...7) {
            #expect(line.error?.contains("stdin:\(number)") == true, "\(line)")
            #expect(outcome.complaint.contains("stdin:\(number)"))
        }
    }

    @Test func `what cannot be done is refused`() throws {
        let unknown = try verify(["try", "--verifier", "mathz", "-"])
        #expect(unknown.code == 65 && unknown.complaint.contains("mathz") && unknown.complaint.contains("maths-boxed"))
        let missing = try verify(["try", "--verifier", "maths", "nowhere.jsonl"])
        #expect(missing.code == 65 && missing.complaint.contains("nowhere.jsonl"))
        let single = try verify(["try", "--verifier", "exact", "--grader", "agree", "-"])
        #expect(single.code == 65 && single.complaint.contains("'exact' has one grader"))
        #expect(try verify(["try", "-"]).code == 64)
        #expect(try verify(["try", "--verifier", "maths", "--grader", "both", "-"]).code == 64)
        #expect(try verify(["disagreements"]).code == 64)
        #expect(try verify(["disagreements", "no-such-run"]).code == 65)
    }

    @Test func `the second grader is asked for where it is not`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let outcome = try Command.run(
            ["verify", "try", "--verifier", "maths", "--grader", "agree", "-"], in: folder, environment: ["AUTODIDACT_MATH_VERIFY": folder.path])
        #expect(outcome.code == 69, "\(outcome.complaint)")
        #expect(outcome.complaint.contains("scripts/setup") && outcome.complaint.contains("--grader native"))
    }

    @Test func `integrals`() throws {
        let input = #"""
            {"integrand": "x**2", "completion": "<answer>x**3/3 + C</answer>"}
            {"problem": "integrate(x**2, (x, -1, 1))", "label": "2/3", "completion": "\\boxed{\\frac{2}{3}}"}
            {"problem": "integrate(x**2, x)", "label": "", "completion": "\\boxed{Integral(x**2, x)}"}
            {"question": "What?", "completion": "\\boxed{x}"}
            """#
        let outcome = try verify(["try", "--verifier", "integral", "-", "--json"], input: input)
        let lines = try lines(outcome)
        #expect(lines.map(\.verdict).prefix(2) == ["correct", "correct"])
        #expect(lines[2].verdict != "correct" && lines[2].reward == 0)
        #expect(lines[3].verdict == "infrastructureFailure" && lines[3].reward == nil)
        #expect(outcome.code == 4)
    }

    @Test func `an audit`() throws {
        struct Audit: Decodable {
            struct Grader: Decodable {
                struct Rate: Decodable { var count: Int; var of: Int; var rate: Double?; var lower: Double?; var upper: Double? }
                var grader: String
                var falsePositives: Rate
                var falseNegatives: Rate
            }
            var rows: Int
            var unreadable: Int
            var graders: [Grader]
        }
        let input = #"""
            {"label": "2", "completion": "\\boxed{2}", "correct": true}
            {"label": "2", "completion": "\\boxed{3}", "correct": true}
            {"label": "2", "completion": "\\boxed{2}", "correct": false}
            {"label": "2", "completion": "\\boxed{3}", "correct": false}
            {"label": "2", "completion": "\\boxed{4}", "correct": false}
            {"label": "2", "completion": "\\boxed{4}"}
            """#
        let outcome = try verify(["audit", "-", "--grader", "native", "--json"], input: input)
        #expect(outcome.code == 65)
        let audit = try JSONDecoder().decode(Audit.self, from: Data(outcome.output.utf8))
        #expect(audit.rows == 5 && audit.unreadable == 1 && audit.graders.map(\.grader) == ["native"])
        let native = try #require(audit.graders.first)
        #expect(native.falsePositives.count == 1 && native.falsePositives.of == 3)
        #expect(native.falseNegatives.count == 1 && native.falseNegatives.of == 2)
        // Wilson for 1 of 2 at z = 1.95996: centre 1/2, half-width z/(1 + z²/2)·√(1/8 + z²/16) = 0.4055.
        #expect(abs((native.falseNegatives.lower ?? 0) - 0.0945) < 1e-3 && abs((native.falseNegatives.upper ?? 0) - 0.9055) < 1e-3)
    }

    @Test func `a recipe names its verifier`() async throws {
        let workshop = try await Workshop()
        let recipe = Workshop.recipe.replacingOccurrences(of: "train: train.jsonl", with: "train: train.jsonl\n  verifier: mathz")
        #expect(recipe != Workshop.recipe)
        try workshop.write(recipe, to: "recipe.yaml")
        let unknown = try workshop.train()
        #expect(unknown.code == 65 && unknown.complaint.contains("mathz") && unknown.complaint.contains("one-shot-maths"))
        #expect(!workshop.exists("runs"))

        try workshop.write(
            recipe.replacingOccurrences(of: "mathz", with: "maths").replacingOccurrences(of: "reward: random", with: "reward: maths"),
            to: "recipe.yaml")
        let trained = try workshop.train()
        #expect(trained.code == 0, "\(trained.complaint)")
        let shown = try workshop.run(["runs", "show", "tiny", "--rollouts", "--json"])
        // The words of `maths`; the default verifier speaks of \\boxed{}.
        #expect(shown.output.contains("no answer by the rule 'flexible'"), "\(shown.output.prefix(400))")
    }

    @Test func `the list`() throws {
        struct Row: Decodable { var name: String; var graders: [String] }
        let outcome = try verify(["ls", "--json"])
        let rows = try JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
        #expect(rows.first { $0.name == "maths" }?.graders == ["native", "math-verify", "agree", "either"])
        #expect(rows.contains { $0.name == "integral" } && rows.contains { $0.name == "code" })
    }
}
