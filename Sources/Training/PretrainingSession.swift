import Environments
import Experience
public import Foundation
import LanguageModels
public import Recipes
import RunStore
import Tokenizers
public import Torch

/// Pretrains the seed model: tokenizer, weights from scratch, checkpoints, and at the end a model folder.
@EngineActor
public struct PretrainingSession {
    public let recipe: Recipe
    public let settings: PretrainSettings
    public let name: String
    public let runs: URL
    public let source: Data
    /// Where the finished model goes.
    public let output: URL

    private struct Cursor: Codable {
        var document: Int
        var tokens: Int
    }

    public init(recipe: Recipe, settings: PretrainSettings, name: String, runs: URL, source: Data, output: URL) {
        self.recipe = recipe
        self.settings = settings
        self.name = name
        self.runs = runs
        self.source = source
        self.output = output
    }

    public nonisolated static func totalSteps(_ settings: PretrainSettings) -> Int {
        let perStep = settings.batchSize * settings.sequenceLength
        return settings.steps ?? ((settings.tokens ?? perStep) + perStep - 1) / perStep
    }

    /// - Returns: whether it finished, rather than being stopped with a checkpoint.
    public func run(
        resume: Bool, onStep: @Sendable (PretrainingStep, Int) -> Void, shouldStop: @Sendable () -> Bool
    ) async throws -> Bool {
        if let threads = recipe.head.threads { Engine.threads = threads }
        let device = try Device(named: recipe.head.device.rawValue)
        let place = runs.appendingPathComponent(name, isDirectory: true)
        let directory: RunDirectory
        let continues = resume && FileManager.default.fileExists(atPath: place.appendingPathComponent("run.json").path)
        if continues {
            directory = try RunDirectory(opening: place)
            guard try RunReader(directory).resolvedRecipe() == recipe.resolved.yaml else {
                throw TrainingError.checkpointMismatch(
                    path: place.path, reason: "its recipe differs from the one given now; choose another --name")
            }
        } else {
            var manifest = RunManifest(name: name, method: PretrainSettings.methodName)
            manifest.seeds = ["run": recipe.seed, "corpus": settings.corpusSeed]
            manifest.versions = ["autodidact": AutodidactVersion.current, "libtorch": Engine.libTorchVersion]
            manifest.device = device.description
            directory = try RunDirectory.create(
                in: runs, manifest: manifest, recipe: source, resolvedRecipe: Data(recipe.resolved.yaml.utf8))
        }
        let world = SeedWorld()
        let corpus = settings.corpusSeed
        let tokenizerFolder = directory.url.appendingPathComponent("tokenizer", isDirectory: true)
        try makeTokenizer(world, in: tokenizerFolder)
        let tokenizer = try Tokenizer(directory: tokenizerFolder)
        let model = try Decoder(DecoderConfiguration(json: configuration(tokenizer), path: "config.json"), device: device)
        try model.initialise(seed: recipe.seed &+ 1)
        let steps = Self.totalSteps(settings)
        let o = recipe.optimizer
        let documents = settings.documents
        let training = try Pretraining(
            model: model, tokenizer: tokenizer,
            settings: .init(
                steps: steps, tokensPerStep: settings.batchSize * settings.sequenceLength,
                schedule: LearningRateSchedule(
                    shape: LearningRateSchedule.Shape(rawValue: o.schedule.rawValue) ?? .cosine, peak: o.learningRate,
                    warmup: max(o.warmupSteps, Int(o.warmupRatio * Double(steps))), total: steps),
                optimizer: .init(
                    beta1: o.adamBeta1, beta2: o.adamBeta2, epsilon: o.adamEpsilon, weightDecay: o.weightDecay),
                gradientLimit: o.maxGradNorm, context: settings.maxPositionEmbeddings),
            document: { index in
                let document = world.document(index: index % documents, seed: corpus)
                return CorpusDocument(text: document.text, ends: document.endsWithEndOfText)
            })
        let checkpoint = PolicyCheckpoint(source: tokenizerFolder, seed: recipe.seed)
        var first: Int?
        if continues {
            first = 0
            if let newest = try CheckpointIndex(directory).latestValid().checkpoint {
                let (state, remembered) = try checkpoint.read(newest.url, into: model, training.optimizer)
                let cursor = try JSONDecoder().decode(Cursor.self, from: Data(remembered))
                training.step = state.step
                training.cursor = cursor.document
                training.tokens = cursor.tokens
                first = state.step
            }
        }
        let writer = try RunWriter(directory, resumingFrom: first)
        let started = ContinuousClock.now
        do {
            while !training.isFinished {
                let step = try training.update()
                onStep(step, steps)
                if step.step % max(1, recipe.training.loggingSteps) == 0 || training.isFinished {
                    try writer.append(
                        StepRecord(
                            step: step.step, elapsed: started.duration(to: .now) / .seconds(1),
                            metrics: [
                                "loss": step.loss, "learning_rate": step.learningRate, "grad_norm": step.gradientNorm,
                                "num_tokens": Double(step.tokens), "tokens_per_second": step.tokensPerSecond,
                            ]))
                }
                let stopping = shouldStop() && !training.isFinished
                let due = recipe.training.saveSteps > 0 && step.step % recipe.training.saveSteps == 0
                if training.isFinished || due || stopping {
                    let cursor = try JSONEncoder().encode(Cursor(document: training.cursor, tokens: training.tokens))
                    try await writer.checkpoint(step: step.step, savingAtMost: recipe.training.saveTotalLimit) { folder in
                        try checkpoint.write(model, training.optimizer, step: step.step, method: Array(cursor), to: folder)
                    }
                }
                if stopping {
                    try writer.finish(.stopped)
                    return false
                }
                await Task.yield()
            }
            try model.save(to: output)
            try ModelFiles.copyTokenizer(from: tokenizerFolder, to: output)
            try writer.finish(.finished)
            return true
        } catch {
            try writer.finish(.failed, problem: "\(error)")
            throw error
        }
    }

    private func makeTokenizer(_ world: SeedWorld, in folder: URL) throws {
        let file = folder.appendingPathComponent("tokenizer.json")
        guard !FileManager.default.fileExists(atPath: file.path) else { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let corpus = settings.corpusSeed
        let json = try BytePairTrainer.train(
            texts: (0..<min(settings.documents, settings.tokenizerDocuments)).lazy.map { world.document(index: $0, seed: corpus).text },
            vocabularySize: settings.vocabularySize, specialTokens: Self.specialTokens)
        let configuration = """
            {
              "clean_up_tokenization_spaces": false,
              "eos_token": "\(Self.endOfText)",
              "model_max_length": \(settings.maxPositionEmbeddings),
              "pad_token": "\(Self.endOfText)",
              "tokenizer_class": "PreTrainedTokenizerFast"
            }

            """
        try Data(configuration.utf8).write(to: folder.appendingPathComponent("tokenizer_config.json"), options: .atomic)
        try json.write(to: file, options: .atomic)
    }

    private static let endOfText = "<|endoftext|>"
    private static let specialTokens = [endOfText, "<|im_start|>", "<|im_end|>"]

    /// A Qwen2 `config.json` of the recipe's shape.
    private func configuration(_ tokenizer: Tokenizer) throws -> Data {
        let end = Int(tokenizer.eosTokenID ?? 0)
        let fields: [String: Any] = [
            "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "initializer_range": 0.02,
            "rms_norm_eps": 1e-6, "rope_theta": 10_000.0, "use_sliding_window": false, "attention_dropout": 0.0,
            "use_cache": true, "bos_token_id": end, "eos_token_id": end, "torch_dtype": "float32",
            "vocab_size": settings.vocabularySize, "hidden_size": settings.hiddenSize,
            "intermediate_size": settings.intermediateSize, "num_hidden_layers": settings.layers,
            "num_attention_heads": settings.heads, "num_key_value_heads": settings.keyValueHeads,
            "max_position_embeddings": settings.maxPositionEmbeddings, "tie_word_embeddings": true,
        ]
        return try JSONSerialization.data(withJSONObject: fields, options: [.prettyPrinted, .sortedKeys])
    }
}
