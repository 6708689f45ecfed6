import ArgumentParser
import Experience
import Foundation
import LanguageModels
import Sampling
import Tokenizers
import Torch
import Training

struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Continue a text.",
        discussion: """
            Examples:
              autodidact generate --model models/seed --prompt $'Question: 17 + 25 = ?\\nAnswer:' --samples 4
              autodidact generate --model models/seed --prompt 'Question: 3 * 14 = ?' --temperature 0 --json
            """)

    @Option(help: "A model folder.")
    var model: String
    @Option(help: "The text to continue; - reads it from stdin.")
    var prompt: String
    @Option(help: "Completions to draw.")
    var samples: Int = 1
    @Option(help: "0 is greedy.")
    var temperature: Double = 0.6
    @Option(name: .customLong("top-k")) var topK: Int = 0
    @Option(name: .customLong("top-p")) var topP: Double = 1
    @Option(name: .customLong("min-p")) var minP: Double = 0
    @Option(name: .customLong("max-tokens"), help: "Tokens of the longest completion.")
    var maxTokens: Int = 128
    @Option(help: "A text that ends a completion; may be repeated.")
    var stop: [String] = []
    @Option(help: "The sampling seed.")
    var seed: UInt64 = 0
    @OptionGroup var device: DeviceOption
    @Flag(help: "Print ids, logprobs and finish reasons as JSON lines on stdout.")
    var json = false

    func validate() throws {
        if samples < 1 { throw ValidationError("--samples \(samples): at least 1 is needed") }
        if temperature < 0 || topK < 0 || !(0...1).contains(topP) || topP == 0 || !(0..<1).contains(minP) || maxTokens < 1 {
            throw ValidationError("temperature and top-k are at least 0, top-p in (0, 1], min-p in [0, 1), max-tokens at least 1")
        }
        if stop.contains("") { throw ValidationError("--stop '' would stop at once") }
    }

    @EngineActor
    func run() async throws {
        let folder = ModelLocation.folder(
            model, relativeTo: URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true))
        let tokenizer = try Tokenizer(directory: folder)
        let text = prompt == "-" ? String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) : prompt
        let decoder = try Decoder(directory: folder, device: device.device)
        let sampler = PolicySampler(model: decoder, tokenizer: tokenizer)
        let options = SamplingOptions(
            temperature: temperature, topK: topK, topP: topP, minP: minP, maxTokens: maxTokens, stop: stop)
        let groups = try sampler.sample(
            [tokenizer.encode(text, addSpecialTokens: true)], completions: samples, options: options, seed: seed)
        for completion in groups[0] {
            if json {
                try Console.json(completion, pretty: false)
            } else {
                if samples > 1 { Console.out("--- \(completion.stopReason.rawValue)") }
                Console.out(completion.text)
            }
        }
    }
}
