import Foundation
import LanguageModels
import Tokenizers
import Torch

/// A folder of its own with a tiny model, a problem and a recipe; gone when the test is done.
final class Workshop: Sendable {
    let folder: URL

    @EngineActor
    init(seed: UInt64 = 5) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("autodidact-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let model = try Decoder(DecoderConfiguration(json: Data(Self.config.utf8), path: "config.json"))
        try model.initialise(seed: seed, deviation: 0.3)
        try model.save(to: folder.appendingPathComponent("model"))
        let tokenizer = try BytePairTrainer.train(texts: ["1 + 1"], vocabularySize: 257, specialTokens: ["<|endoftext|>"])
        try tokenizer.write(to: folder.appendingPathComponent("model/tokenizer.json"))
        try write(#"{"question": "1 + 1 = ?", "answer": "2"}"# + "\n", to: "train.jsonl")
        try write(Self.recipe, to: "recipe.yaml")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    func run(_ arguments: [String], input: String = "") throws -> Command.Outcome {
        try Command.run(arguments, in: folder, input: input)
    }

    func train(_ more: [String] = []) throws -> Command.Outcome {
        try run(["train", "one-shot", "--recipe", "recipe.yaml"] + more)
    }

    /// Changes a database behind our back.
    func sqlite(_ name: String, _ statement: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()", folder.appendingPathComponent(name).path, statement]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }

    /// 256 bytes and the end of a text; the random control, so that every step has something to learn.
    private static let config = """
        {"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], "vocab_size": 257, "hidden_size": 32,
         "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
         "max_position_embeddings": 128, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
         "tie_word_embeddings": true, "bos_token_id": 256, "eos_token_id": 256}
        """

    static let recipe = """
        name: tiny
        seed: 3
        device: cpu
        threads: 1
        model:
          model_name_or_path: model
        data:
          train: train.jsonl
        method:
          name: one-shot
          prompts_per_step: 2
          num_generations: 4
          reward: random
          beta: 0.01
        sampling:
          max_prompt_length: 32
          max_completion_length: 12
        optimizer:
          learning_rate: 1e-3
        training:
          max_steps: 3
          save_steps: 2
          eval_steps: 0

        """
}
