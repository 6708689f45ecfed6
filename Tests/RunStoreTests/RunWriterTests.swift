import Experience
import Foundation
import RunStore
import Testing

struct RunWriterTests {
    func fill(_ folder: URL) throws {
        try Data("weights".utf8).write(to: folder.appendingPathComponent("optimizer"))
    }

    @Test func `a resumed run has every step once, in all three places`() async throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        do {
            let writer = try RunWriter(run)
            for step in 1...5 {
                try writer.append(record(step), groups: [scoredGroup()])
                if step == 3 { try await writer.checkpoint(step: 3) { try fill($0) } }
            }
        }
        let resumed = try RunWriter(run, resumingFrom: 3)
        for step in 4...6 { try resumed.append(record(step, reward: 1), groups: [scoredGroup()]) }
        try resumed.finish(.finished)

        let reader = try RunReader(run)
        #expect(try reader.steps() == (1...6).map { record($0, reward: $0 > 3 ? 1 : 0.5) })
        #expect(try reader.database?.steps() == reader.steps())
        #expect(try reader.database?.count() == 12)
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.tensorBoard.path).count == 2)
        #expect(reader.manifest.status == .finished)
    }

    @Test func `checkpoints are pruned as they are written`() async throws {
        let folder = try TemporaryFolder()
        let writer = try RunWriter(try folder.run())
        for step in 1...3 { try await writer.checkpoint(step: step, savingAtMost: 2) { try fill($0) } }
        #expect(try writer.checkpoints.list().map(\.step) == [2, 3])
    }

    @Test func `resuming from an earlier checkpoint forgets the later ones`() async throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        do {
            let writer = try RunWriter(run)
            for step in 1...2 {
                try writer.append(record(step))
                try await writer.checkpoint(step: step) { try fill($0) }
            }
        }
        let writer = try RunWriter(run, resumingFrom: 1)
        #expect(try writer.checkpoints.list().map(\.step) == [1])
    }

    @Test func `one writer at a time, and readers see that it lives`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        do {
            let writer = try RunWriter(run)
            let error = #expect(throws: RunStoreError.self) { try RunWriter(run) }
            #expect(error == .runInUse(path: run.url.path))
            #expect(try RunReader(run).manifest.status == .running)
            try writer.append(record(1))
        }
        #expect(try RunReader(run).manifest.status == .interrupted)
        #expect(throws: RunStoreError.stepsAlreadyStored(path: run.url.path, last: 1)) { try RunWriter(run) }
    }

    @Test func `a failure is written down`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        try RunWriter(run).finish(.failed, problem: "the loss is not a number")
        #expect(try run.manifest().status == .failed)
        #expect(try run.manifest().problem == "the loss is not a number")
    }
}
