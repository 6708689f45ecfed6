import Experience
import Foundation
import GRDB
import Testing

@testable import RunStore

struct DisagreementsTests {
    private func disagreement(_ id: String) -> Disagreement {
        let problem = Problem(id: id, question: "1+1", label: "2", family: "f", provenance: "t")
        return Disagreement(
            problem: problem, completion: "\\boxed{02}", verifier: "maths", decidedBy: "agree", decision: .incorrect,
            first: .init(grader: "native", Judgement(verdict: .correct, answer: "02", evidence: "exact")),
            second: .init(grader: "math-verify", Judgement(verdict: .timeout, evidence: "1 s")))
    }

    @Test func `stored, read newest first, forgotten past a step`() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("rollouts.sqlite")
        let database = try RunDatabase(file)
        try database.append(disagreements: [disagreement("a")], step: 1)
        try database.append(disagreements: [disagreement("b"), disagreement("c")], step: 2)
        try database.append(disagreements: [disagreement("d")])
        let stored = try database.disagreements(limit: 3)
        #expect(stored.map(\.disagreement.problemID) == ["d", "c", "b"])
        #expect(stored.map(\.step) == [nil, 2, 2])
        #expect(stored.last?.disagreement == disagreement("b"))
        #expect(try database.disagreementCount() == 4)
        try database.truncate(after: 1)
        #expect(try database.disagreements().map(\.disagreement.problemID) == ["d", "a"])
        try database.close()
        #expect(try RunDatabase(reading: file).disagreementCount() == 2)
    }

    @Test func `a file from before there were disagreements has none`() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("old.sqlite")
        let queue = try DatabaseQueue(path: file.path)
        try RunDatabase.migrator.migrate(queue, upTo: "1")
        try queue.close()
        let database = try RunDatabase(reading: file)
        #expect(try database.disagreements().isEmpty)
        #expect(try database.disagreementCount() == 0)
    }
}
