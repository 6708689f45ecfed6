import Foundation
import RunStore
import Testing

struct CheckpointIndexTests {
    struct BodyFailed: Error {}

    func fill(_ folder: URL, _ text: String = "weights") throws {
        let model = folder.appendingPathComponent("model")
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: false)
        try Data(text.utf8).write(to: model.appendingPathComponent("model.safetensors"))
        try Data("{}".utf8).write(to: folder.appendingPathComponent("state.json"))
    }

    @Test func `a checkpoint appears whole, with its list of files, and latest points to it`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        let index = try CheckpointIndex(run)
        try index.write(step: 5) { try fill($0) }
        let checkpoint = try index.write(step: 123) { draft in
            #expect(draft.lastPathComponent.hasPrefix("."))
            try fill(draft)
        }

        #expect(checkpoint.url.lastPathComponent == "step-000123")
        #expect(try index.list().map(\.step) == [5, 123])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: run.latest.path) == "checkpoints/step-000123")
        let list = try String(contentsOf: checkpoint.url.appendingPathComponent("files.json"), encoding: .utf8)
        // printf weights | sha256sum
        #expect(list.contains("9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"))
        #expect(try index.latestValid().checkpoint == checkpoint)
    }

    @Test func `a body that throws leaves nothing behind`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        let index = try CheckpointIndex(run)
        #expect(throws: BodyFailed.self) {
            try index.write(step: 1) { draft in
                try fill(draft)
                throw BodyFailed()
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.checkpoints.path) == [])
    }

    @Test(arguments: ["truncate", "flip", "delete", "list"])
    func `a checkpoint that is not what it was is passed over, with the reason`(damage: String) throws {
        let folder = try TemporaryFolder()
        let index = try CheckpointIndex(try folder.run())
        let good = try index.write(step: 1) { try fill($0) }
        let bad = try index.write(step: 2) { try fill($0) }
        let weights = bad.url.appendingPathComponent("model/model.safetensors")
        switch damage {
        case "truncate": try Data("weigh".utf8).write(to: weights)
        case "flip": try Data("weightz".utf8).write(to: weights)
        case "delete": try FileManager.default.removeItem(at: weights)
        default: try FileManager.default.removeItem(at: bad.url.appendingPathComponent("files.json"))
        }
        let (checkpoint, skipped) = try index.latestValid()
        #expect(checkpoint == good)
        #expect(skipped.map(\.checkpoint) == [bad])
        let reason = [
            "truncate": "it has 5 bytes, not 7", "flip": "its SHA-256", "delete": "it is missing",
            "list": "cannot read",
        ]
        #expect(skipped.first?.reason.contains(reason[damage] ?? "?") == true)
    }

    @Test func `pruning keeps the newest, always`() throws {
        let folder = try TemporaryFolder()
        let index = try CheckpointIndex(try folder.run())
        for step in 1...4 { try index.write(step: step) { try fill($0) } }
        try index.prune(savingAtMost: 2)
        #expect(try index.list().map(\.step) == [3, 4])
        try index.prune(savingAtMost: 0)
        #expect(try index.list().map(\.step) == [4])
    }

    @Test func `the same step again replaces the old one`() throws {
        let folder = try TemporaryFolder()
        let index = try CheckpointIndex(try folder.run())
        try index.write(step: 1) { try fill($0, "old") }
        let checkpoint = try index.write(step: 1) { try fill($0, "new") }
        #expect(
            try String(contentsOf: checkpoint.url.appendingPathComponent("model/model.safetensors"), encoding: .utf8)
                == "new")
        #expect(try index.list().count == 1)
        try index.verify(checkpoint)
    }

    @Test func `opening clears drafts and brings back one that was being replaced`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        let checkpoint = try CheckpointIndex(run).write(step: 7) { try fill($0) }
        let hidden = run.checkpoints.appendingPathComponent(".replaced-step-000007")
        try FileManager.default.moveItem(at: checkpoint.url, to: hidden)
        try FileManager.default.createDirectory(
            at: run.checkpoints.appendingPathComponent(".draft-step-000007"), withIntermediateDirectories: false)

        let reopened = try CheckpointIndex(run)
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.checkpoints.path) == ["step-000007"])
        #expect(try reopened.latestValid().checkpoint?.step == 7)
    }

    @Test func `removing later ones moves latest back`() throws {
        let folder = try TemporaryFolder()
        let run = try folder.run()
        let index = try CheckpointIndex(run)
        for step in [10, 20, 30] { try index.write(step: step) { try fill($0) } }
        try index.remove(after: 10)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: run.latest.path) == "checkpoints/step-000010")
        try index.remove(after: 0)
        #expect(throws: (any Error).self) { try FileManager.default.destinationOfSymbolicLink(atPath: run.latest.path) }
    }

    @Test func `links do not belong in a checkpoint`() throws {
        let folder = try TemporaryFolder()
        let index = try CheckpointIndex(try folder.run())
        let error = #expect(throws: RunStoreError.self) {
            try index.write(step: 1) { draft in
                try FileManager.default.createSymbolicLink(
                    atPath: draft.appendingPathComponent("model").path, withDestinationPath: "/etc")
            }
        }
        #expect(error?.description.contains("files and folders only") == true)
    }
}
