public import Environments
import Evaluation
import Experience
public import Foundation
import LanguageModels
public import Recipes
public import RunStore
public import Sampling
import Sandbox
import Tokenizers
public import Torch

/// One run of a recipe, from files to finished folder.
@EngineActor
public struct TrainingSession<M: Method> {
    /// What to do where checkpoints of this run exist.
    public enum Resume: Sendable, Hashable {
        case never
        /// From the newest whole checkpoint, or from the start where there is none.
        case auto
    }

    /// A twin of the main run, for its controls.
    public struct Role: Sendable {
        public var controlOf: String?
        public var controls: [RunManifest.Control]

        public init(controlOf: String? = nil, controls: [RunManifest.Control] = []) {
            self.controlOf = controlOf
            self.controls = controls
        }
    }

    public let recipe: Recipe
    public let settings: M.Settings
    public let name: String
    public let runs: URL
    public let source: Data
    public let role: Role
    private let folder: URL
    private let modelFolder: URL
    private let data: TrainingData
    private let tokenizer: Tokenizer

    /// Reads and checks everything a run needs, before anything is written.
    ///
    /// - Parameters:
    ///   - source: the recipe's text as given.
    ///   - folder: where relative paths of the recipe start.
    public init(
        recipe: Recipe, settings: M.Settings, name: String, runs: URL, source: Data, folder: URL, role: Role = Role()
    ) throws {
        self.recipe = recipe
        self.settings = settings
        self.name = name
        self.runs = runs
        self.source = source
        self.role = role
        self.folder = folder
        guard let place = recipe.model.modelNameOrPath else {
            throw TrainingError.badData("model.model_name_or_path is missing; name a model folder, such as models/seed")
        }
        modelFolder = ModelLocation.folder(place, relativeTo: folder)
        tokenizer = try Tokenizer(
            directory: recipe.model.tokenizerNameOrPath.map { ModelLocation.folder($0, relativeTo: folder) } ?? modelFolder)
        data = try TrainingData(recipe.data, evaluation: recipe.evaluation, folder: folder)
    }

    /// - Returns: whether the run finished, rather than being stopped with a checkpoint.
    public func run(
        resume: Resume, onEvent: @escaping @Sendable (TrainingEvent) -> Void,
        onSampling: (@Sendable (SamplingProgress) -> Void)? = nil, shouldStop: @escaping @Sendable () -> Bool
    ) async throws -> Bool {
        if let threads = recipe.head.threads { Engine.threads = threads }
        let device = try Device(named: recipe.head.device.rawValue)
        let renderer = PromptRenderer(
            tokenizer: tokenizer, data: recipe.data, limit: recipe.sampling.maxPromptLength)
        let examples = M.Settings.trainsOnData ? try data.train.map(renderer.prompt) : []
        let heldOut = try data.heldOut.map(renderer.prompt)
        let policy = try Decoder(directory: modelFolder, device: device)
        let sampling = SamplingOptions(recipe.sampling)
        // Prompts that a method writes itself have to leave room for a completion.
        let room = PromptRenderer(
            tokenizer: tokenizer, data: recipe.data,
            limit: min(recipe.sampling.maxPromptLength, policy.configuration.maxPositions - recipe.sampling.maxCompletionLength))
        let disagreements = DisagreementLog()
        let verifier = try await recipe.data.verifier(disagreements: disagreements)
        let method = try await M(
            settings: settings, context: MethodContext(
                examples: examples, sampling: sampling, seed: recipe.seed, folder: folder, verifier: verifier, render: room.prompt, renderRaw: room.continuation))
        let reference = method.needsReference
            ? try recipe.model.referenceModel.map {
                try Decoder(directory: ModelLocation.folder($0, relativeTo: modelFolder), device: device)
            } ?? policy.frozenCopy() : nil
        let learner = try Learner(policy: policy, reference: reference, settings: learnerSettings)
        let sampler = PolicySampler(model: policy, tokenizer: tokenizer)
        sampler.onProgress = onSampling
        let checkpoint = PolicyCheckpoint(source: modelFolder, seed: recipe.seed)

        let place = runs.appendingPathComponent(name, isDirectory: true)
        var first = 0
        let writer: RunWriter
        if resume == .auto, FileManager.default.fileExists(atPath: place.appendingPathComponent("run.json").path) {
            let directory = try RunDirectory(opening: place)
            try checkSame(directory)
            let found = try CheckpointIndex(directory).latestValid()
            if let newest = found.checkpoint {
                let (state, remembered) = try checkpoint.read(newest.url, into: policy, learner.optimizer)
                guard state.threads == Engine.threads else {
                    throw TrainingError.checkpointMismatch(
                        path: newest.url.path,
                        reason: "it was made with \(state.threads) threads, this run has \(Engine.threads); the bits would differ. Set threads: \(state.threads)")
                }
                try await method.restore(remembered)
                first = state.step
            }
            writer = try RunWriter(directory, resumingFrom: first)
            for skipped in found.skipped { try writer.log.append(.warning, "checkpoint skipped: \(skipped.reason)") }
            onEvent(.resumed(step: first))
        } else {
            let resolved = Data(recipe.resolved.yaml.utf8)
            writer = try RunWriter(
                RunDirectory.create(in: runs, manifest: manifest(device), recipe: source, resolvedRecipe: resolved))
        }
        let evaluation = HeldOutEvaluation(
            prompts: heldOut, verifier: method.heldOutVerifier ?? verifier, samples: recipe.evaluation.samples,
            options: SamplingOptions(
                temperature: recipe.evaluation.temperature, topP: recipe.evaluation.topP,
                maxTokens: recipe.evaluation.maxCompletionLength),
            seed: recipe.seed ^ 0x5eed)
        let loop = TrainingLoop(
            method: method, learner: learner, sampler: sampler, run: writer, plan: .init(recipe.training),
            checkpoint: checkpoint, disagreements: disagreements,
            evaluate: { _ in try await evaluation.rows(from: sampler) }, onEvent: onEvent)
        do {
            let finished = try await loop(from: first, shouldStop: shouldStop)
            try writer.finish(finished ? .finished : .stopped)
            return finished
        } catch {
            try writer.finish(.failed, problem: "\(error)")
            throw error
        }
    }

    private var learnerSettings: Learner.Settings {
        let o = recipe.optimizer
        let steps = recipe.training.maxSteps
        return Learner.Settings(
            schedule: LearningRateSchedule(
                shape: LearningRateSchedule.Shape(rawValue: o.schedule.rawValue) ?? .constant, peak: o.learningRate,
                warmup: max(o.warmupSteps, Int((o.warmupRatio * Double(steps)).rounded())), total: steps),
            optimizer: AdamW.Settings(
                beta1: o.adamBeta1, beta2: o.adamBeta2, epsilon: o.adamEpsilon, weightDecay: o.weightDecay),
            gradientLimit: o.maxGradNorm > 0 ? o.maxGradNorm : nil, microBatchTokens: recipe.training.microBatchTokens,
            temperature: recipe.sampling.temperature, logprobLimit: recipe.proof.maxLogprobDifference)
    }

    private func manifest(_ device: Device) throws -> RunManifest {
        var manifest = RunManifest(name: name, method: recipe.methodName)
        manifest.seeds = ["run": recipe.seed]
        manifest.versions = ["autodidact": AutodidactVersion.current, "libtorch": Engine.libTorchVersion]
        manifest.device = device.description
        manifest.controls = role.controls
        manifest.controlOf = role.controlOf
        if SeedFamily.named(recipe.data.train) != nil { manifest.scale = "seed-scale" }
        manifest.dataHashes = try hashes()
        manifest.gitDescribe = GitRevision.describe(at: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
        return manifest
    }

    /// SHA-256 of the data and of the model's files, by name.
    private func hashes() throws -> [String: String] {
        var hashes: [String: String] = [:]
        for file in data.files { hashes[file.lastPathComponent] = try FileHash.sha256(ofFile: file) }
        for file in try FileManager.default.contentsOfDirectory(at: modelFolder, includingPropertiesForKeys: nil)
        where ["config.json", "tokenizer.json"].contains(file.lastPathComponent) || file.pathExtension == "safetensors" {
            hashes["model/\(file.lastPathComponent)"] = try FileHash.sha256(ofFile: file)
        }
        return hashes
    }

    /// A run is resumed with its own recipe, data and model, or not at all.
    private func checkSame(_ directory: RunDirectory) throws {
        let stored = try RunReader(directory).resolvedRecipe()
        guard stored == recipe.resolved.yaml else {
            throw TrainingError.checkpointMismatch(
                path: directory.url.path,
                reason: "its recipe.resolved.yaml differs from the recipe given now; resume with the same recipe and --set values, or start a run under another --name")
        }
        let now = try hashes()
        for (name, hash) in try directory.manifest().dataHashes.sorted(by: { $0.key < $1.key }) where now[name] != hash {
            throw TrainingError.checkpointMismatch(
                path: directory.url.path,
                reason: "\(name) is \(now[name] == nil ? "gone" : "another file than the run began with") (\(modelFolder.path) is the model); put it back, or start a run under another --name")
        }
    }
}

/// Where a recipe's model is: a folder, or a repository in the local Hugging Face cache.
public enum ModelLocation {
    public static func folder(_ place: String, relativeTo folder: URL) -> URL {
        let direct = URL(fileURLWithPath: place, relativeTo: folder).standardizedFileURL
        if FileManager.default.fileExists(atPath: direct.path) || place.hasPrefix("/") || place.hasPrefix(".") { return direct }
        return cached(place) ?? direct
    }

    /// The newest snapshot of `owner/name` under `$HF_HOME/hub` or `~/.cache/huggingface/hub`.
    private static func cached(_ repository: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HF_HOME"].map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache/huggingface")
        let root = home.appendingPathComponent("hub/models--" + repository.replacingOccurrences(of: "/", with: "--"))
        let main = FileManager.default.contents(atPath: root.appendingPathComponent("refs/main").path)
        guard let revision = main.map({ String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }) else { return nil }
        let snapshot = root.appendingPathComponent("snapshots/\(revision)")
        return FileManager.default.fileExists(atPath: snapshot.path) ? snapshot : nil
    }
}

public enum AutodidactVersion {
    public static let current = "0.1.0"
}

extension DataSettings {
    /// The verifier the recipe names.
    ///
    /// - Throws: `VerifierError`, `MathVerifyError`, `SandboxError`.
    public func verifier(disagreements: DisagreementLog? = nil) async throws -> any Verifier {
        let grader = MathsGrader(rawValue: grader.rawValue) ?? .native
        return try await Verifiers.sharing(isolation: .bubblewrap, grader: grader, disagreements: disagreements).named(verifier)
    }
}

extension SamplingOptions {
    public init(_ settings: SamplingSettings) {
        self.init(
            temperature: settings.temperature, topK: settings.topK, topP: settings.topP, minP: settings.minP,
            maxTokens: settings.maxCompletionLength, stop: settings.stop)
    }
}

extension TrainingLoop.Plan {
    init(_ settings: TrainingSettings) {
        self.init(
            steps: settings.maxSteps, saveEvery: settings.saveSteps, saveAtMost: settings.saveTotalLimit,
            evaluateEvery: settings.evalSteps)
    }
}
