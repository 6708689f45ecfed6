import Experience
import Foundation
import RunStore
import Testing

@testable import Reports

struct TaskFindingTests {
    /// Twelve steps of self-play; the last ten have the figures given.
    private func report(_ figures: [String: Double]) throws -> Report {
        let folder = try TemporaryFolder()
        let run = try RunDirectory.create(
            in: folder.url, manifest: RunManifest(name: "zero", method: "absolute-zero"), recipe: Data("name: zero\n".utf8), resolvedRecipe: Data("name: zero\n".utf8))
        let writer = try RunWriter(run)
        let item = EvaluationRow(itemID: "a", family: "deduction", correct: true, text: "1", question: "?", label: "1", answer: "1")
        try writer.append(evaluation: "heldout/before", step: 0, rows: [item])
        for step in 1...12 {
            let metrics = step <= 2 ? ["tasks/solve_rate/deduction": 0.25] : ["tasks/solve_rate/deduction": 0.75].merging(figures) { $1 }
            let tasks = [("accepted", 1), ("repeated", 1), ("classifier", step % 2)].flatMap { status, count in
                (0..<count).map { TaskRecord(id: "\(step)-\(status)-\($0)", step: step, kind: "deduction", status: status, evidence: "", specification: "") }
            }
            try writer.append(StepRecord(step: step, elapsed: 1, metrics: metrics), groups: [], account: StepAccount(tasks: tasks))
        }
        try writer.append(evaluation: "heldout/after", step: 12, rows: [item])
        try writer.finish(.finished)
        return try Report(run: RunReader(opening: run.url))
    }

    @Test func `tasks are told by type, with what refused them and what became of their solve rates`() throws {
        let finding = try #require(try report([:]).tasks.first)
        #expect(finding.kind == "deduction" && finding.statuses == ["accepted": 12, "repeated": 12, "classifier": 6])
        // The first ten steps: two at 1/4 and eight at 3/4; the last ten are all at 3/4.
        #expect(abs((finding.firstSolveRate ?? 0) - 0.65) < 1e-12 && abs((finding.lastSolveRate ?? 0) - 0.75) < 1e-12)
        let curves = try report(["emergent/comment_share/induction": 0.5, "emergent/tracked_states/deduction": 2, "length/solve/deduction": 9]).curves.map(\.title)
        #expect(curves.contains("Programs with a comment") && curves.contains("States followed before the answer") && curves.contains("Length by role and task"))
        let text = try ReportFormat.text.render(try report([:]))
        #expect(text.contains("6 classifier"), "\(text)")
    }

    @Test(arguments: [
        ("tasks/trivial_share", 0.19, 0.21, "21.0 % of the new tasks are trivial"), ("tasks/repeated_share", 0.5, 0.51, "51.0 % of the new tasks were in the buffer already"),
        ("tasks/near_duplicate_share", 0.89, 0.95, "95.0 % of the new tasks are earlier ones with other numbers or texts"),
        ("tasks/shapes_per_task", 0.11, 0.05, "Diversity is low"), ("reward_std/solve/deduction", 0.1, 0, "The rewards of solve/deduction have not differed for ten steps"),
        ("tasks/refused_content", 0, 3, "Proposals and completions with refused content: 3, of them 0 by pattern and 0 by the classifier."),
    ])
    func `warnings come with their evidence, and only then`(metric: String, fine: Double, bad: Double, text: String) throws {
        #expect(TaskWarnings.all(of: try report([metric: fine])).isEmpty)
        let warnings = TaskWarnings.all(of: try report([metric: bad]))
        #expect(warnings.count == 1 && warnings[0].hasPrefix(text), "\(warnings)")
    }
}
