import ArgumentParser
import Foundation
import LanguageModels
import Sampling
import Torch
import Training

struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Configuration, parameters and memory of a model; with --tokens, what it computes.",
        discussion: """
            Examples:
              autodidact inspect models/seed
              autodidact inspect models/seed --tokens 1,2,3 --json
            """)

    @Argument(help: "A model folder.")
    var model: String
    @Option(help: "Ids, separated by commas: print last-position logits, mean next-token loss and 32 greedy tokens.")
    var tokens: String?
    @OptionGroup var device: DeviceOption
    @Flag(help: "Print JSON on stdout.")
    var json = false

    private struct Summary: Encodable {
        var family: String
        var parameters: Int
        var layers: Int
        var hidden_size: Int
        var heads: Int
        var key_value_heads: Int
        var head_dim: Int
        var intermediate_size: Int
        var vocab_size: Int
        var context: Int
        var tied_embeddings: Bool
        var weights_bytes: Int
        var training_bytes: Int
        var cache_bytes_per_token: Int
    }

    private struct Computed: Encodable {
        var logits_last: [Float]
        var loss: Double?
        var greedy: [Int32]
    }

    @EngineActor
    func run() async throws {
        let folder = ModelLocation.folder(
            model, relativeTo: URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true))
        if let tokens { return try compute(tokens, folder) }
        let c = try DecoderConfiguration(directory: folder)
        let summary = Summary(
            family: c.family.rawValue, parameters: c.parameterCount, layers: c.layers.count, hidden_size: c.hiddenSize,
            heads: c.heads, key_value_heads: c.keyValueHeads, head_dim: c.headSize, intermediate_size: c.intermediateSize,
            vocab_size: c.vocabularySize, context: c.maxPositions, tied_embeddings: c.tiedEmbeddings,
            weights_bytes: c.parameterCount * 4, training_bytes: c.parameterCount * 16,
            cache_bytes_per_token: c.layers.count * 2 * c.keyValueHeads * c.headSize * 4)
        if json { return try Console.json(summary) }
        for child in Mirror(reflecting: summary).children {
            Console.out("\((child.label ?? "").padding(toLength: 22, withPad: " ", startingAt: 0)) \(child.value)")
        }
    }

    @EngineActor
    private func compute(_ text: String, _ folder: URL) throws {
        let ids = try text.split(separator: ",").map { part -> Int32 in
            guard let id = Int32(part.trimmingCharacters(in: .whitespaces)) else {
                throw ValidationError("--tokens: '\(part)' is not an id; write ids separated by commas, such as 1,2,3")
            }
            return id
        }
        guard !ids.isEmpty else { throw ValidationError("--tokens is empty; write ids separated by commas") }
        let decoder = try Decoder(directory: folder, device: device.device)
        let computed = try withoutGradients {
            var batch = PackedTokens()
            batch.append(ids)
            let hidden = try decoder.hidden(batch)
            let last = try decoder.logits(hidden.narrowed(0, from: ids.count - 1, length: 1)).floats()
            var loss: Double?
            if ids.count > 1 {
                let targets = try Tensor(ids: Array(ids.dropFirst()))
                loss = try -decoder.logprobs(hidden.narrowed(0, from: 0, length: ids.count - 1), targets: targets)
                    .logprobs.mean().item()
            }
            return Computed(logits_last: last, loss: loss, greedy: try decoder.greedy(after: ids, count: 32))
        }
        if json { return try Console.json(computed, pretty: false) }
        Console.out("loss        \(computed.loss.map { "\($0)" } ?? "needs two tokens")")
        Console.out("greedy      \(computed.greedy.map(String.init).joined(separator: ","))")
        Console.out("logits_last \(computed.logits_last.prefix(8).map { "\($0)" }.joined(separator: ", ")) … (\(computed.logits_last.count) in all; --json prints them)")
    }
}
