import ArgumentParser
import Environments
import Evaluation
import Experience
import Foundation
import LanguageModels
import Recipes
import RunStore
import Sampling
import Tokenizers
import Torch
import Training

struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a model on the seed world's held-out items or on a JSONL file.",
        discussion: """
            Examples:
              autodidact eval --model models/seed
              autodidact eval --model models/seed --samples 16 --temperature 0.6 --json
              autodidact eval --model runs/one-shot-seed/latest/model --suite my-problems.jsonl --template chat
            """)

    @Option(help: "A model folder.")
    var model: String
    @Option(help: "seed-world, or a JSONL file with a question and an answer on each line.")
    var suite: String = "seed-world"
    @Option(help: "raw, chat, question-answer, or a text with {question} in it.")
    var template: String = "question-answer"
    @Option(help: "Completions per item; pass@1 is their mean.")
    var samples: Int = 1
    @Option(help: "0 is greedy.")
    var temperature: Double = 0
    @Option(name: .customLong("max-tokens"), help: "Tokens of the longest completion.")
    var maxTokens: Int = 112
    @Option(help: "Items per family of the seed world, or lines of the file.")
    var items: Int?
    @Option(help: "The sampling seed.")
    var seed: UInt64 = 0
    @Option(help: "auto, cpu, cuda, cuda:N or mps.")
    var device: String = "auto"
    @Flag(help: "Print the figures as JSON on stdout.")
    var json = false

    struct Result: Codable {
        struct Line: Codable {
            var family: String
            var items: Int
            var passAt1: Double
            var passAtK: Double
            var wilson95: [Double]
        }
        var model: String
        var suite: String
        var samples: Int
        var temperature: Double
        var lines: [Line]
    }

    func run() async throws {
        guard samples == 1 || temperature > 0 else {
            throw ValidationError("--samples \(samples) at --temperature 0 are all the same; raise the temperature")
        }
        var settings = DataSettings()
        settings.heldout = suite
        guard let template = PromptTemplate(argument: template) else {
            throw ValidationError("--template '\(self.template)': \(PromptTemplate.expected)")
        }
        settings.promptTemplate = template
        var evaluation = EvaluationSettings()
        evaluation.items = items
        let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        let data = try TrainingData(settings, evaluation: evaluation, folder: folder)
        let rows = try await measure(data.heldOut, settings, ModelLocation.folder(model, relativeTo: folder))
        let result = try summary(rows)
        if json { return try Console.json(result) }
        Console.out(String(format: "%-22@ %6@ %9@ %9@   95 %% interval", "family" as NSString, "items" as NSString, "pass@1" as NSString, "pass@\(samples)" as NSString))
        for line in result.lines {
            Console.out(
                line.family.padding(toLength: 22, withPad: " ", startingAt: 0)
                    + String(format: " %6d %8.1f%% %8.1f%%   %.1f–%.1f", line.items, line.passAt1 * 100, line.passAtK * 100, line.wilson95[0] * 100, line.wilson95[1] * 100))
        }
    }

    @EngineActor
    private func measure(_ problems: [Problem], _ settings: DataSettings, _ folder: URL) async throws -> [EvaluationRow] {
        let decoder = try Decoder(directory: folder, device: Device(named: device))
        let tokenizer = try Tokenizer(directory: folder)
        let renderer = PromptRenderer(
            tokenizer: tokenizer, data: settings, limit: max(1, decoder.configuration.maxPositions - maxTokens))
        let sampler = PolicySampler(model: decoder, tokenizer: tokenizer)
        sampler.onProgress = { Console.progress("eval \(Console.bar($0.finished, of: $0.total)) \($0.finished)/\($0.total) completions, \($0.tokens) tokens") }
        let evaluation = HeldOutEvaluation(
            prompts: try problems.map(renderer.prompt), verifier: MathsAnswerVerifier(), samples: samples,
            options: SamplingOptions(temperature: temperature, maxTokens: maxTokens), seed: seed)
        let rows = try await evaluation.rows(from: sampler)
        Console.progress("")
        return rows
    }

    private func summary(_ rows: [EvaluationRow]) throws -> Result {
        func line(_ name: String, _ rows: [EvaluationRow]) throws -> Result.Line {
            let items = Dictionary(grouping: rows, by: \.itemID).mapValues { $0.count { $0.correct } }
            let correct = Array(items.values)
            let interval = try wilsonInterval(successes: rows.count { $0.correct }, trials: rows.count)
            return Result.Line(
                family: name, items: items.count, passAt1: Double(rows.count { $0.correct }) / Double(max(1, rows.count)),
                passAtK: try meanPassAtK(correct: correct, samples: samples, k: samples), wilson95: [interval.lower, interval.upper])
        }
        var order: [String] = []
        for row in rows where !order.contains(row.family) { order.append(row.family) }
        var lines = try order.map { family in try line(family, rows.filter { $0.family == family }) }
        lines.append(try line("all", rows))
        return Result(model: model, suite: suite, samples: samples, temperature: temperature, lines: lines)
    }
}

extension PromptTemplate {
    /// The template that a command-line word names.
    init?(argument: String) {
        switch argument {
        case "raw": self = .raw
        case "chat": self = .chat
        case "question-answer": self = .questionAnswer
        case _ where argument.contains("{question}"): self = .custom(argument)
        default: return nil
        }
    }
}
