import Foundation
import LanguageModels
import Sampling
import TestSupport
import Testing
import Torch

@testable import Training

@EngineActor
struct PolicyCheckpointTests {
    /// A learner that has made `steps` updates.
    private func trained(_ steps: Int) throws -> Learner {
        let policy = try TinyPolicy.make()
        let learner = try TinyPolicy.learner(policy)
        for step in 0..<steps { try train(learner, step) }
        return learner
    }

    private func train(_ learner: Learner, _ step: Int) throws {
        let scored = TinyPolicy.scored(try TinyPolicy.groups(from: TinyPolicy.sampler(learner.policy), seed: UInt64(step)))
        _ = try learner.update(scored, using: PlainMethod(), sampled: nil, step: step)
    }

    /// Writes a checkpoint of two steps into a folder that is removed afterwards.
    private func withCheckpoint(_ body: (URL, PolicyCheckpoint) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let learner = try trained(2)
        let checkpoint = PolicyCheckpoint(source: TinyPolicy.folder, seed: 9)
        try checkpoint.write(learner.policy, learner.optimizer, step: 2, method: [1, 2], to: folder)
        try body(folder, checkpoint)
    }

    @Test func `two steps, a checkpoint and two more are four steps, to the bit`() throws {
        try withCheckpoint { folder, checkpoint in
            let resumed = try TinyPolicy.learner(TinyPolicy.make(seed: 99))
            let (state, method) = try checkpoint.read(folder, into: resumed.policy, resumed.optimizer)
            #expect(state.step == 2 && state.optimizerStep == 2 && method == [1, 2] && state.seed == 9)
            for step in 2..<4 { try train(resumed, step) }
            let straight = try trained(4)
            #expect(try resumed.policy.fingerprint() == straight.policy.fingerprint())
            #expect(try resumed.optimizer.firstMoments.fingerprint() == straight.optimizer.firstMoments.fingerprint())
            #expect(try resumed.optimizer.secondMoments.fingerprint() == straight.optimizer.secondMoments.fingerprint())
            #expect(try straight.policy.fingerprint() != trained(3).policy.fingerprint())
        }
    }

    private func expectMismatch(
        _ checkpoint: PolicyCheckpoint, _ folder: URL, saying text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let learner = try TinyPolicy.learner(TinyPolicy.make())
        let error = #expect(throws: TrainingError.self, sourceLocation: sourceLocation) {
            try checkpoint.read(folder, into: learner.policy, learner.optimizer)
        }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains(text), sourceLocation: sourceLocation)
    }

    @Test func `the checkpoint of another run`() throws {
        try withCheckpoint { folder, _ in
            try expectMismatch(
                PolicyCheckpoint(source: TinyPolicy.folder, seed: 10), folder, saying: "made with the seed 9, the recipe says 10")
        }
    }

    @Test func `weights that are not those of state json`() throws {
        try withCheckpoint { folder, checkpoint in
            try TinyPolicy.make(seed: 4).save(to: folder.appendingPathComponent("model"))
            try expectMismatch(checkpoint, folder, saying: "fingerprint")
        }
    }

    @Test func `a state that cannot be read`() throws {
        try withCheckpoint { folder, checkpoint in
            try Data("{".utf8).write(to: folder.appendingPathComponent("state.json"))
            try expectMismatch(checkpoint, folder, saying: "state.json cannot be resumed")
        }
    }

    @Test func `the checkpoint of another model`() throws {
        try withCheckpoint { folder, checkpoint in
            let model = TinyPolicy.folder.deletingLastPathComponent().appendingPathComponent("gpt2")
            let learner = try TinyPolicy.learner(Decoder(directory: model, device: DeviceUnderTest.device))
            #expect(throws: ModelError.self) { try checkpoint.read(folder, into: learner.policy, learner.optimizer) }
        }
    }
}
