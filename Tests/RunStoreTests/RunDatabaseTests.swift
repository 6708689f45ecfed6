import Experience
import Foundation
import GRDB
import RunStore
import Testing

struct RunDatabaseTests {
    @Test func `rollouts come back with all that was known of them`() throws {
        let folder = try TemporaryFolder()
        let database = try RunDatabase(folder.file("rollouts.sqlite"))
        try database.append(record(1), groups: [scoredGroup("a"), scoredGroup("b", family: "sums")])

        let rows = try database.rollouts()
        #expect(rows.map(\.groupID) == ["a", "a", "b", "b"])
        #expect(rows[0].tokens == [7, -1, 70_000])
        // (−0.5 − 1 − 1.5)/3 = −1
        #expect(rows[0].logprobMean == -1)
        #expect(rows[0].reward == 1)
        #expect(rows[0].answer == "2")
        #expect(rows[0].advantage == 0.5)
        #expect(rows[0].question == "1+1?")
        #expect(rows[1].logprobMean == nil)
        #expect(rows[1].reward == nil)
        #expect(rows[1].verdict == .infrastructureFailure)
        #expect(rows[1].stopReason == .length)
        #expect(try database.steps() == [record(1)])
    }

    @Test func `queries narrow by step, family, verdict and problem`() throws {
        let folder = try TemporaryFolder()
        let database = try RunDatabase(folder.file("rollouts.sqlite"))
        for step in 1...3 {
            try database.append(record(step), groups: [scoredGroup("a"), scoredGroup("b", family: "sums")])
        }

        #expect(try database.count() == 12)
        #expect(try database.count(RolloutQuery(steps: 2...3)) == 8)
        #expect(try database.count(RolloutQuery(family: "sums", verdict: .correct)) == 3)
        #expect(try database.rollouts(RolloutQuery(problemID: "p-b", limit: 2, offset: 1)).map(\.step) == [1, 2])
    }

    @Test func `accuracy counts what was judged, not what the infrastructure lost`() throws {
        let folder = try TemporaryFolder()
        let database = try RunDatabase(folder.file("rollouts.sqlite"))
        try database.append(record(1), groups: [scoredGroup("a"), scoredGroup("b")])
        let verdicts = try database.verdicts()
        #expect(verdicts.map(\.counts) == [[.correct: 2, .infrastructureFailure: 2]])
        #expect(verdicts.first?.accuracy == 1)
    }

    @Test func `a step is stored once`() throws {
        let folder = try TemporaryFolder()
        let database = try RunDatabase(folder.file("rollouts.sqlite"))
        try database.append(record(1), groups: [scoredGroup()])
        #expect(throws: RunStoreError.self) { try database.append(record(1), groups: [scoredGroup(), scoredGroup()]) }
        #expect(try database.count() == 2)
    }

    @Test func `truncation forgets later steps and evaluations`() throws {
        let folder = try TemporaryFolder()
        let database = try RunDatabase(folder.file("rollouts.sqlite"))
        let rows = [EvaluationRow(itemID: "i", family: "f", correct: true, text: "x")]
        for step in 1...4 {
            try database.append(record(step), groups: [scoredGroup()])
            try database.append(evaluation: "heldout/step-\(step)", step: step, rows: rows)
        }
        try database.truncate(after: 2)
        #expect(try database.lastStep() == 2)
        #expect(try database.count() == 4)
        #expect(try database.evaluations().map(\.name) == ["heldout/step-1", "heldout/step-2"])
    }

    @Test func `an evaluation that is repeated replaces itself`() throws {
        let folder = try TemporaryFolder()
        let database = try RunDatabase(folder.file("rollouts.sqlite"))
        let wrong = ["a", "b"].map { EvaluationRow(itemID: $0, family: "f", correct: false, text: "?") }
        try database.append(evaluation: "heldout/after", step: 5, rows: wrong)
        var right = wrong
        right[1].correct = true
        right[1].tokenCount = 9
        try database.append(evaluation: "heldout/after", step: 5, rows: right)

        #expect(try database.evaluation("heldout/after") == right)
        #expect(
            try database.evaluations()
                == [EvaluationSummary(name: "heldout/after", step: 5, items: 2, samples: 2, accuracy: 0.5)])
    }

    @Test func `a reader works beside the writer, and after it`() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("rollouts.sqlite")
        let writer = try RunDatabase(url)
        try writer.append(record(1), groups: [scoredGroup()])
        do {
            let reader = try RunDatabase(reading: url)
            try writer.append(record(2), groups: [scoredGroup()])
            #expect(try reader.count() == 4)
        }
        try writer.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["rollouts.sqlite"])
        #expect(try RunDatabase(reading: url).lastStep() == 2)
    }

    @Test func `a file that is no database is named`() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("rollouts.sqlite")
        try Data(repeating: 7, count: 4096).write(to: url)
        let error = #expect(throws: RunStoreError.self) { try RunDatabase(reading: url) }
        #expect(error?.description.contains("not a database") == true)
    }

    @Test func `a database whose tables are not made yet is empty to a reader, and left as it is`() throws {
        let folder = try TemporaryFolder()
        let (bare, begun) = (folder.file("bare.sqlite"), folder.file("begun.sqlite"))
        try Data().write(to: bare)
        try DatabasePool(path: begun.path).close()
        for url in [bare, begun] {
            let before = try Data(contentsOf: url)
            #expect(try RunDatabase(reading: url).lastStep() == nil)
            #expect(try RunDatabase(reading: url).disagreementCount() == 0)
            #expect(try Data(contentsOf: url) == before)
            #expect(try RunDatabase(url).lastStep() == nil)
        }
    }
}

extension EvaluationSummary {
    init(name: String, step: Int, items: Int, samples: Int, accuracy: Double) throws {
        let object: [String: Any] = [
            "name": name, "step": step, "items": items, "samples": samples, "accuracy": accuracy,
        ]
        self = try JSONDecoder().decode(Self.self, from: JSONSerialization.data(withJSONObject: object))
    }
}
