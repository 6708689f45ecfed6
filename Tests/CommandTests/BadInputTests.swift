import Foundation
import TestSupport
import Testing
import Torch

/// Bad input: an exit code, a text that says what is wrong and where, and nothing half-written.
struct BadInputTests {
    private func expect(
        _ outcome: Command.Outcome, code: Int32, saying texts: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.code == code, "\(outcome.complaint)", sourceLocation: sourceLocation)
        for text in texts { #expect(outcome.complaint.contains(text), "\(outcome.complaint)", sourceLocation: sourceLocation) }
    }

    /// A recipe with one text replaced is refused before a run is made.
    private func expectRefused(
        _ old: String, _ new: String, saying texts: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let workshop = try await Workshop()
        #expect(Workshop.recipe.contains(old))
        try workshop.write(Workshop.recipe.replacingOccurrences(of: old, with: new), to: "recipe.yaml")
        expect(try workshop.train(), code: 65, saying: texts, sourceLocation: sourceLocation)
        #expect(!workshop.exists("runs"), sourceLocation: sourceLocation)
    }

    // MARK: Recipes

    @Test func `an unknown key`() async throws {
        try await expectRefused("learning_rate:", "lerning_rate:", saying: ["recipe.yaml:", "optimizer.lerning_rate", "learning_rate"])
    }

    @Test func `several problems at once`() async throws {
        try await expectRefused(
            "num_generations: 4", "num_generations: 1\n  epsilon: 3", saying: ["method.num_generations", "method.epsilon"])
    }

    @Test func `a value of another type`() async throws {
        try await expectRefused("max_steps: 3", "max_steps: many", saying: ["training.max_steps", "many"])
    }

    @Test func `a value out of range by --set`() async throws {
        let workshop = try await Workshop()
        expect(
            try workshop.train(["--set", "optimizer.learning_rate=-1"]), code: 65, saying: ["--set", "optimizer.learning_rate", "-1"])
        #expect(!workshop.exists("runs"))
    }

    @Test func `a recipe that is not there`() async throws {
        let workshop = try await Workshop()
        expect(try workshop.run(["train", "one-shot", "--recipe", "nowhere.yaml"]), code: 65, saying: ["nowhere.yaml"])
    }

    @Test func `usage`() async throws {
        let workshop = try await Workshop()
        expect(try workshop.run(["train", "one-shot"]), code: 64, saying: ["--recipe"])
        expect(try workshop.train(["--seeds", "0"]), code: 64, saying: ["--seeds 0"])
        expect(try workshop.run(["trian"]), code: 64, saying: ["trian"])
    }

    // MARK: Devices

    /// The recipe's device is cpu, so what is refused is the command line's.
    @Test func `a device that is not there`() async throws {
        let workshop = try await Workshop()
        #if !os(macOS)
            expect(try workshop.train(["--device", "mps"]), code: 69, saying: ["device 'mps'", "cpu"])
            let recipe = Checkout.root.appending(path: "recipes/pretrain-seed.yaml").path
            let outcome = try workshop.run(["pretrain", "--output", "new", "--recipe", recipe, "--device", "mps"])
            expect(outcome, code: 69, saying: ["device 'mps'"])
        #endif
        #expect(!workshop.exists("runs/tiny/checkpoints"))
        #expect(!workshop.exists("new"))
        expect(try workshop.train(["--device", "tpu"]), code: 64, saying: ["tpu", "cuda"])
        expect(try workshop.run(["select", "--model", "model", "--device", "cuda:x"]), code: 69, saying: ["cuda:x"])
    }

    // MARK: Data

    @Test func `an empty dataset`() async throws {
        let workshop = try await Workshop()
        try workshop.write("\n", to: "train.jsonl")
        expect(try workshop.train(), code: 65, saying: ["train.jsonl", "holds no rows"])
        #expect(!workshop.exists("runs"))
    }

    @Test func `a missing label, with its line`() async throws {
        let workshop = try await Workshop()
        try workshop.write("{\"question\": \"a\", \"answer\": \"1\"}\n{\"question\": \"b\"}\n", to: "train.jsonl")
        expect(try workshop.train(), code: 65, saying: ["train.jsonl:2", "no label"])
        #expect(!workshop.exists("runs"))
    }

    @Test func `an example that is not in the file`() async throws {
        try await expectRefused("  train: train.jsonl", "  train: train.jsonl\n  example: 7", saying: ["data.example", "row 7", "1 rows"])
    }

    @Test func `a held-out problem that is the example`() async throws {
        try await expectRefused("  train: train.jsonl", "  train: train.jsonl\n  heldout: train.jsonl", saying: ["data.heldout"])
    }

    @Test func `a prompt longer than its limit, and than the context`() async throws {
        try await expectRefused("max_prompt_length: 32", "max_prompt_length: 4", saying: ["sampling.max_prompt_length is 4", "9 tokens"])
        let workshop = try await Workshop()
        let long = try workshop.run(
            ["generate", "--model", "model", "--prompt", String(repeating: "x", count: 100), "--max-tokens", "64"])
        expect(long, code: 65, saying: ["100 tokens", "context of 128"])
    }

    // MARK: Models

    @Test func `weights that are not there`() async throws {
        let workshop = try await Workshop()
        try FileManager.default.removeItem(at: workshop.folder.appendingPathComponent("model/model.safetensors"))
        expect(try workshop.train(), code: 65, saying: ["holds neither model.safetensors"])
        #expect(!workshop.exists("runs"))
        expect(try workshop.run(["inspect", "nowhere"]), code: 65, saying: ["nowhere", "no such model directory"])
    }

    @Test func `truncated weights`() async throws {
        let workshop = try await Workshop()
        let file = workshop.folder.appendingPathComponent("model/model.safetensors")
        try Data(contentsOf: file).dropLast(100).write(to: file)
        expect(try workshop.train(), code: 65, saying: ["model.safetensors is truncated"])
        #expect(!workshop.exists("runs"))
    }

    @Test func `weights of another shape, and of another model`() async throws {
        let workshop = try await Workshop()
        let file = workshop.folder.appendingPathComponent("model/config.json")
        let config = try String(contentsOf: file, encoding: .utf8)
        func edit(_ old: String, _ new: String) throws -> Command.Outcome {
            #expect(config.contains(old))
            try Data(config.replacingOccurrences(of: old, with: new).utf8).write(to: file)
            return try workshop.run(["inspect", "model", "--tokens", "1,2"])
        }
        expect(try edit(#""intermediate_size" : 48"#, #""intermediate_size" : 40"#), code: 65, saying: ["has the shape [48, 32]", "[40, 32]"])
        expect(try edit(#""num_hidden_layers" : 2"#, #""num_hidden_layers" : 3"#), code: 65, saying: ["no tensor 'model.layers.2"])
        expect(try edit(#""num_hidden_layers" : 2"#, #""num_hidden_layers" : 1"#), code: 65, saying: ["'model.layers.1", "has no place"])
        expect(try edit(#""qwen2""#, #""mamba""#), code: 65, saying: ["config.json", "'mamba'", "qwen2, qwen3, llama"])
    }

    @Test func `a tokenizer without merges`() async throws {
        let workshop = try await Workshop()
        let file = workshop.folder.appendingPathComponent("model/tokenizer.json")
        let json = try String(contentsOf: file, encoding: .utf8)
        let without = json.replacingOccurrences(of: #""merges""#, with: #""marges""#)
        #expect(without != json)
        try Data(without.utf8).write(to: file)
        expect(try workshop.train(), code: 65, saying: ["tokenizer.json", "model.merges"])
        #expect(!workshop.exists("runs"))
    }

    @Test func `ids that are none`() async throws {
        let workshop = try await Workshop()
        expect(try workshop.run(["inspect", "model", "--tokens", "1,257"]), code: 65, saying: ["token id 257", "vocabulary of 257"])
        expect(try workshop.run(["inspect", "model", "--tokens", "1,x"]), code: 64, saying: ["'x' is not an id"])
    }

    @Test func `a weight that is not a number`() async throws {
        let workshop = try await Workshop()
        let file = workshop.folder.appendingPathComponent("model/model.safetensors")
        // The last one of the last norm, which every logit passes through.
        try (Data(contentsOf: file).dropLast(4) + [0x00, 0x00, 0xC0, 0x7F]).write(to: file)
        expect(try workshop.train(), code: 65, saying: ["NaN or infinity", "optimizer.learning_rate"])
        #expect(!workshop.exists("runs/tiny/latest"))
        #expect(try workshop.run(["runs", "ls"]).output.contains("failed"))
    }

    // MARK: Runs

    @Test func `a run of that name, another recipe, an altered checkpoint`() async throws {
        let workshop = try await Workshop()
        #expect(try workshop.train(["--name", "first"]).code == 0)
        let weights = workshop.folder.appendingPathComponent("runs/first/latest/model/model.safetensors")
        let before = try Data(contentsOf: weights)
        expect(try workshop.train(["--name", "first"]), code: 65, saying: ["the run 'first' already exists", "--resume auto"])

        // Stopped short of its end, so that there is something to resume.
        let stopped = ["--name", "second", "--set", "training.max_steps=9000"]
        let command = try Command(["train", "one-shot", "--recipe", "recipe.yaml"] + stopped, in: workshop.folder)
        while !workshop.exists("runs/second/latest/state.json"), command.process.isRunning { usleep(20_000) }
        command.process.terminate()
        #expect(try command.wait().code == 143)
        expect(
            try workshop.train(["--name", "second", "--resume", "auto"]), code: 65,
            saying: ["runs/second cannot be resumed", "recipe.resolved.yaml differs"])
        // A weight of the newest checkpoint altered: its hash does not fit, so an older one is taken, and the log says so.
        let latest = workshop.folder.appendingPathComponent("runs/second/latest").resolvingSymlinksInPath()
        let file = latest.appendingPathComponent("model/model.safetensors")
        var damaged = try Data(contentsOf: file)
        damaged[damaged.count - 1] ^= 1
        try damaged.write(to: file)
        let log = workshop.folder.appendingPathComponent("runs/second/log.txt")
        func isTold() throws -> Bool { try String(contentsOf: log, encoding: .utf8).contains("checkpoint skipped") }
        let other = try Command(["train", "one-shot", "--recipe", "recipe.yaml", "--resume", "auto"] + stopped, in: workshop.folder)
        while try !isTold(), other.process.isRunning { usleep(20_000) }
        other.process.terminate()
        _ = try other.wait()
        #expect(try isTold())
        #expect(try Data(contentsOf: weights) == before)
    }
}
