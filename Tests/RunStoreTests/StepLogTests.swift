import Experience
import Foundation
import RunStore
import Testing

struct StepLogTests {
    @Test func `records come back as they were, nan and infinity too`() throws {
        let folder = try TemporaryFolder()
        let log = try StepLog(folder.file("metrics.jsonl"))
        try log.append(StepRecord(step: 1, elapsed: 0.25, metrics: ["reward": 0.1, "kl": .infinity]))
        try log.append(StepRecord(step: 2, elapsed: 0.5, metrics: ["loss": .nan]))

        let records = try StepLog.records(of: log.url)
        #expect(records.map(\.step) == [1, 2])
        #expect(records[0].metrics == ["reward": 0.1, "kl": .infinity])
        #expect(records[1].metrics["loss"]?.isNaN == true)
        #expect(
            try String(contentsOf: log.url, encoding: .utf8).split(separator: "\n").first
                == #"{"elapsed":0.25,"metrics":{"kl":"inf","reward":0.1},"step":1}"#)
    }

    @Test func `truncation drops later steps and appending goes on`() throws {
        let folder = try TemporaryFolder()
        let log = try StepLog(folder.file("metrics.jsonl"))
        for step in 1...5 { try log.append(record(step)) }
        try log.truncate(after: 3)
        try log.append(record(4, reward: 1))
        #expect(try StepLog.records(of: log.url) == [record(1), record(2), record(3), record(4, reward: 1)])
    }

    @Test func `a torn last line is no record, and the next one starts on a line of its own`() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("metrics.jsonl")
        do {
            let log = try StepLog(url)
            try log.append(record(1))
        }
        let torn = try Data(contentsOf: url) + Data(#"{"elapsed":2,"met"#.utf8)
        try torn.write(to: url)
        #expect(try StepLog.records(of: url) == [record(1)])

        try StepLog(url).append(record(2))
        #expect(try StepLog.records(of: url) == [record(1), record(2)])
    }

    @Test func `a bad line in the middle is damage, with its number`() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("metrics.jsonl")
        try Data("{\"elapsed\":1,\"metrics\":{},\"step\":1}\nnonsense\n".utf8).write(to: url)
        let error = #expect(throws: RunStoreError.self) { try StepLog.records(of: url) }
        #expect(error?.description.hasPrefix("\(url.path) line 2 is damaged") == true)
    }

    @Test func `two lines of one step are read as one`() throws {
        let folder = try TemporaryFolder()
        let log = try StepLog(folder.file("metrics.jsonl"))
        try log.append(record(1))
        try log.append(StepRecord(step: 1, elapsed: 2, metrics: ["eval": 0.75]))
        #expect(
            try StepLog.records(of: log.url)
                == [StepRecord(step: 1, elapsed: 2, metrics: ["reward": 0.5, "eval": 0.75])])
    }

    @Test func `a missing file holds no steps`() throws {
        let folder = try TemporaryFolder()
        #expect(try StepLog.records(of: folder.file("metrics.jsonl")) == [])
    }
}
