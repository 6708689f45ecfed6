import Experience
import Foundation
import RunStore
import Testing

struct RunsFolderTests {
    @Test func `runs are listed with what they stored, and nothing else`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.run("empty")
        do {
            let writer = try RunWriter(try folder.run("full"))
            try writer.append(record(1), groups: [scoredGroup()])
            let rows = [true, false, false, true].enumerated().map {
                EvaluationRow(itemID: "\($0.offset)", family: "f", correct: $0.element, text: "")
            }
            try writer.append(evaluation: "heldout/before", step: 0, rows: rows)
            try writer.finish(.finished)
        }
        try FileManager.default.createDirectory(at: folder.file("not-a-run"), withIntermediateDirectories: false)

        let (runs, unreadable) = try RunsFolder(folder.url).list()
        let byName = Dictionary(uniqueKeysWithValues: runs.map { ($0.name, $0) })
        #expect(byName.keys.sorted() == ["empty", "full"])
        #expect(byName["full"]?.before == 0.5)
        #expect(byName["full"]?.after == nil)
        #expect(byName["full"]?.lastStep == 1)
        #expect(byName["full"]?.reward == 0.5)
        #expect(byName["empty"]?.lastStep == nil)
        #expect(byName["empty"]?.status == .interrupted)
        #expect(unreadable.isEmpty)
    }

    @Test func `a damaged run hides no other`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.run("good")
        try Data("{".utf8).write(to: try folder.run("bad").manifestFile)
        let (runs, unreadable) = try RunsFolder(folder.url).list()
        #expect(runs.map(\.name) == ["good"])
        #expect(unreadable.map(\.name) == ["bad"])
    }

    @Test func `a run is removed, unless someone writes to it`() throws {
        let folder = try TemporaryFolder()
        let runs = RunsFolder(folder.url)
        let run = try folder.run("mine")
        do {
            let writer = try RunWriter(run)
            #expect(throws: RunStoreError.runInUse(path: run.url.path)) { try runs.remove(named: "mine") }
            try writer.append(record(1))
        }
        try runs.remove(named: "mine")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test func `an unknown name is answered with the nearest`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.run("demo-1")
        let error = #expect(throws: RunStoreError.self) { try RunsFolder(folder.url).reader(named: "demo-2") }
        #expect(error?.description.hasSuffix("there is demo-1") == true)
        #expect(throws: RunStoreError.self) { try RunsFolder(folder.url).remove(named: "../etc") }
    }

    @Test func `an export is plain files`() async throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        do {
            let writer = try RunWriter(run)
            try writer.append(record(1), groups: [scoredGroup()])
            try writer.append(
                evaluation: "heldout/before", step: 0,
                rows: [EvaluationRow(itemID: "i", family: "f", correct: true, text: "x")])
            try await writer.checkpoint(step: 1) { draft in
                let model = draft.appendingPathComponent("model")
                try FileManager.default.createDirectory(at: model, withIntermediateDirectories: false)
                try Data("{}".utf8).write(to: model.appendingPathComponent("config.json"))
            }
            try writer.finish(.finished)
        }
        let destination = folder.file("handed-on")
        try RunExport.write(try RunReader(run), to: destination)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: destination.path).sorted() == [
                "evaluations.jsonl", "metrics.jsonl", "model", "recipe.resolved.yaml", "recipe.yaml", "rollouts.jsonl",
                "run.json",
            ])
        let rollouts = try String(contentsOf: destination.appendingPathComponent("rollouts.jsonl"), encoding: .utf8)
        #expect(rollouts.split(separator: "\n").count == 2)
        #expect(throws: RunStoreError.destinationExists(path: destination.standardizedFileURL.path)) {
            try RunExport.write(try RunReader(run), to: destination)
        }
    }
}
