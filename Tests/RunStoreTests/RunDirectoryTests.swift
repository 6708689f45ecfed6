import Foundation
import RunStore
import Testing

struct RunDirectoryTests {
    @Test func `a new run has its layout and its manifest`() throws {
        let folder = try TemporaryFolder()
        var manifest = RunManifest(name: "one", method: "rlvr")
        manifest.seeds = ["run": 18_446_744_073_709_551_615]
        manifest.controls = [.init(name: "random", run: "one-random")]
        manifest.dataHashes = ["train.jsonl": FileHash.sha256(of: Data())]
        let run = try RunDirectory.create(
            in: folder.file("runs"), manifest: manifest, recipe: Data("a: 1 # mine\n".utf8),
            resolvedRecipe: Data("a: 1\n".utf8))

        #expect(try Data(contentsOf: run.recipe) == Data("a: 1 # mine\n".utf8))
        #expect(try RunDirectory(opening: run.url).manifest() == manifest)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: run.url.path).sorted()
                == ["checkpoints", "recipe.resolved.yaml", "recipe.yaml", "run.json", "tensorboard"])
        #expect(manifest.host.cores > 0)
    }

    @Test func `a run never overwrites another`() throws {
        let folder = try TemporaryFolder()
        let first = try folder.run("same")
        let error = #expect(throws: RunStoreError.self) { try folder.run("same") }
        #expect(error == .runExists(name: "same", path: first.url.deletingLastPathComponent().path))
        #expect(error?.description.contains("choose another --name") == true)
    }

    @Test(arguments: ["", "..", "a/b", "-rf", ".hidden", "a b", "naïve", String(repeating: "x", count: 101)])
    func `a name that is no file name is refused`(name: String) throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: RunStoreError.self) { try folder.run(name) }
        #expect(error?.description.contains("use 1 to 100 letters") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test func `what a dead process left half-made is cleared away`() throws {
        let folder = try TemporaryFolder()
        // Above the largest process id Linux and macOS hand out.
        let abandoned = folder.file(".creating-99999999-x")
        try FileManager.default.createDirectory(at: abandoned, withIntermediateDirectories: true)
        _ = try folder.run()
        #expect(!FileManager.default.fileExists(atPath: abandoned.path))
    }

    @Test func `a folder without run json is not a run`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: RunStoreError.notARun(path: folder.url.standardizedFileURL.path)) {
            try RunDirectory(opening: folder.url)
        }
    }

    @Test func `a manifest from the future is refused by its number`() throws {
        let run = try TemporaryFolder().runKeepingFolder()
        try Data(#"{"format": 2, "anything": true}"#.utf8).write(to: run.directory.manifestFile)
        #expect(throws: RunStoreError.newerFormat(path: run.directory.manifestFile.path, found: 2, known: 1)) {
            try run.directory.manifest()
        }
    }

    @Test func `a manifest that is not whole is named`() throws {
        let run = try TemporaryFolder().runKeepingFolder()
        try Data(#"{"format": 1}"#.utf8).write(to: run.directory.manifestFile)
        let error = #expect(throws: RunStoreError.self) { try run.directory.manifest() }
        #expect(error?.description == "\(run.directory.manifestFile.path) is damaged: it has no 'name'")
    }
}

extension TemporaryFolder {
    func runKeepingFolder() throws -> (directory: RunDirectory, folder: TemporaryFolder) {
        (try run(), self)
    }
}
