import Experience
import Foundation
import RunStore
import Testing

/// Real processes that are killed, or that may not write, and what the next one finds.
///
/// The child process knows its folder by its parent's id: nothing else is shared.
@Suite(.serialized)
struct InterruptionTests {
    static func folder(of parent: pid_t, _ name: String) -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("run-store-\(parent)-\(name)")
    }

    static func create(in folder: URL) throws -> RunDirectory {
        try RunDirectory.create(
            in: folder, manifest: RunManifest(name: "run", method: "rlvr"), recipe: Data(), resolvedRecipe: Data())
    }

    @Test func `killed in the middle of a checkpoint, the one before stands`() async throws {
        let folder = Self.folder(of: getpid(), "checkpoint")
        defer { try? FileManager.default.removeItem(at: folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let run = try InterruptionTests.create(in: InterruptionTests.folder(of: getppid(), "checkpoint"))
            let writer = try RunWriter(run)
            for step in 1...4 {
                try writer.append(record(step), groups: [scoredGroup()])
                guard step.isMultiple(of: 2) else { continue }
                try await writer.checkpoint(step: step) { draft in
                    try Data("weights".utf8).write(to: draft.appendingPathComponent("weights"))
                    if step == 4 { kill(getpid(), SIGKILL) }
                }
            }
        }

        let run = try RunDirectory(opening: folder.appendingPathComponent("run"))
        let reader = try RunReader(run)
        #expect(reader.manifest.status == .interrupted)
        #expect(try reader.database?.lastStep() == 4)
        let checkpoint = try reader.checkpoints.latestValid().checkpoint
        #expect(checkpoint?.step == 2)

        let writer = try RunWriter(run, resumingFrom: 2)
        try writer.append(record(3), groups: [scoredGroup()])
        #expect(try RunReader(run).steps().map(\.step) == [1, 2, 3])
        #expect(try writer.database.count() == 6)
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.checkpoints.path) == ["step-000002"])
    }

    @Test func `a full disk is an error with its fix, and leaves no half line and no half checkpoint`() async throws {
        let folder = Self.folder(of: getpid(), "full")
        defer { try? FileManager.default.removeItem(at: folder) }
        await #expect(processExitsWith: .exitCode(0)) {
            let run = try InterruptionTests.create(in: InterruptionTests.folder(of: getppid(), "full"))
            let index = try CheckpointIndex(run)
            try index.write(step: 1) { try Data("small".utf8).write(to: $0.appendingPathComponent("weights")) }
            // A write past the limit stops part-way, as on a full disk.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
            #if os(Linux)
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            #else
                setrlimit(RLIMIT_FSIZE, &limit)
            #endif
            let log = try StepLog(run.metrics)
            var failure: RunStoreError?
            for step in 1...1000 where failure == nil {
                do throws(RunStoreError) { try log.append(record(step)) } catch { failure = error }
            }
            guard failure?.description.contains("ulimit -f") == true else { exit(1) }
            do {
                try index.write(step: 2) { draft in
                    try RunDirectory(opening: run.url).write(
                        Data(repeating: 1, count: 8192), to: draft.appendingPathComponent("weights"))
                }
                exit(2)
            } catch is RunStoreError {
                exit(0)
            }
        }
        let run = try RunDirectory(opening: folder.appendingPathComponent("run"))
        let text = try String(contentsOf: run.metrics, encoding: .utf8)
        #expect(text.hasSuffix("}\n"))
        #expect(try StepLog.records(of: run.metrics).count > 50)
        #expect(try FileManager.default.contentsOfDirectory(atPath: run.checkpoints.path) == ["step-000001"])
    }

    @Test func `killed while its database was being made, it can be read and written again`() async throws {
        let folder = Self.folder(of: getpid(), "journal")
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try Self.create(in: folder)
        // What such a kill leaves: a first page, and the journal that says to forget it.
        let source = try RunDatabase(run.rollouts)
        try source.close()
        var page = try Data(contentsOf: run.rollouts)
        let journal = URL(fileURLWithPath: run.rollouts.path + "-journal")
        try Self.hotJournal(pageSize: 4096).write(to: journal)
        page.removeSubrange(4096...)
        try page.write(to: run.rollouts)
        #expect(try RunReader(run).database?.lastStep() == nil)
        #expect(!FileManager.default.fileExists(atPath: journal.path))
        let writer = try RunWriter(run)
        try writer.append(record(1), groups: [scoredGroup()])
        #expect(try RunReader(run).database?.lastStep() == 1)
    }

    /// A rollback journal of no pages for a database that was empty: SQLite's file format, section 3.
    private static func hotJournal(pageSize: UInt32) -> Data {
        var header: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        for word: UInt32 in [0, 0, 0, 512, pageSize] { header += (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
        return Data(header + [UInt8](repeating: 0, count: 512 - header.count))
    }

    @Test(.enabled("root may write anywhere") { getuid() != 0 })
    func `a folder that may not be written is named, with what to do`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
        let error = #expect(throws: RunStoreError.self) { try folder.run() }
        #expect(error?.description.contains("--runs-dir") == true)
    }
}
