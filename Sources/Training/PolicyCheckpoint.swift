public import Foundation
import LanguageModels
public import Torch

/// What a checkpoint folder holds: `model/` that `transformers` loads, the optimizer, and where the run stood.
///
/// There is no generator to save: every draw is seeded by the run's seed, its use and its step.
@EngineActor
public struct PolicyCheckpoint: Sendable {
    public struct State: Codable, Sendable, Hashable {
        public var step: Int
        public var optimizerStep: Int
        public var fingerprint: String
        public var threads: Int
        public var seed: UInt64
    }

    /// What the method remembered, where it remembers anything.
    static let methodFile = "method.state"

    /// The model directory whose tokenizer files are copied beside the weights.
    private let source: URL
    private let seed: UInt64

    public nonisolated init(source: URL, seed: UInt64) {
        self.source = source
        self.seed = seed
    }

    public static let modelFolder = "model"

    func write(_ policy: Decoder, _ moments: AdamW, step: Int, method: [UInt8], to folder: URL) throws {
        let model = folder.appendingPathComponent(Self.modelFolder, isDirectory: true)
        try policy.save(to: model)
        try ModelFiles.copyTokenizer(from: source, to: model)
        var tensors: [(name: String, tensor: Tensor)] = []
        for (index, pair) in zip(moments.firstMoments, moments.secondMoments).enumerated() {
            tensors.append(("first.\(index)", pair.0))
            tensors.append(("second.\(index)", pair.1))
        }
        try SafetensorsWriter.write(tensors, to: folder.appendingPathComponent("optimizer.safetensors"))
        let state = State(
            step: step, optimizerStep: moments.step, fingerprint: String(try policy.fingerprint(), radix: 16),
            threads: Engine.threads, seed: seed)
        if !method.isEmpty { try Data(method).write(to: folder.appendingPathComponent(Self.methodFile)) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(state).write(to: folder.appendingPathComponent("state.json"))
    }

    /// Puts weights, moments and counters of `folder` into the learner.
    ///
    /// - Throws: `TrainingError.checkpointMismatch` where the folder is another model's or another run's.
    func read(_ folder: URL, into policy: Decoder, _ optimizer: AdamW) throws -> (state: State, method: [UInt8]) {
        let file = folder.appendingPathComponent("state.json")
        let state: State
        do {
            state = try JSONDecoder().decode(State.self, from: Data(contentsOf: file))
        } catch {
            throw TrainingError.checkpointMismatch(path: file.path, reason: "\(error.localizedDescription)")
        }
        guard state.seed == seed else {
            throw TrainingError.checkpointMismatch(
                path: folder.path, reason: "it was made with the seed \(state.seed), the recipe says \(seed)")
        }
        try policy.load(from: folder.appendingPathComponent(Self.modelFolder))
        let reader = try SafetensorsReader(folder.appendingPathComponent("optimizer.safetensors"))
        for (index, pair) in zip(optimizer.firstMoments, optimizer.secondMoments).enumerated() {
            try reader.read("first.\(index)", into: pair.0)
            try reader.read("second.\(index)", into: pair.1)
        }
        optimizer.step = state.optimizerStep
        let found = String(try policy.fingerprint(), radix: 16)
        guard found == state.fingerprint else {
            throw TrainingError.checkpointMismatch(
                path: folder.path, reason: "its weights have the fingerprint \(found), state.json says \(state.fingerprint)")
        }
        let method = FileManager.default.contents(atPath: folder.appendingPathComponent(Self.methodFile).path)
        return (state, method.map { [UInt8]($0) } ?? [])
    }
}

/// The files of a model directory that are not weights.
enum ModelFiles {
    static let tokenizer = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "generation_config.json",
        "vocab.json", "merges.txt", "added_tokens.json",
    ]

    static func copyTokenizer(from source: URL, to target: URL) throws {
        for name in tokenizer {
            let file = source.appendingPathComponent(name)
            if let data = FileManager.default.contents(atPath: file.path) {
                try data.write(to: target.appendingPathComponent(name))
            }
        }
    }
}
