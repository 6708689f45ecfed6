import ArgumentParser
import Environments
import Evaluation
import Experience
import Foundation
import LanguageModels
import Recipes
import Sampling
import Sandbox
import Tokenizers
import Torch
import Training

struct Select: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rank a pool of examples by historical variance, to pick the one to train on.",
        discussion: """
            A history is a JSON object: the row of each example and its accuracies over the epochs of a run (the
            One-Shot-RLVR release has one for DSR-sub). Without a history the model answers each example --samples times,
            and the variance is that of its single answers, p(1 − p).
            The majority answer stands beside each label: an example on which a model agrees with itself and not with
            the label is often a wrong label.
            An answer that the verifier's machinery could not judge is none; the exit code is then 4.

            Examples:
              autodidact select --model models/seed --samples 16
              autodidact select --pool dsr_sub.jsonl --history acc_step_500.json --top 20
              autodidact select --model qwen --pool gsm8k.jsonl --verifier maths
              autodidact select --model qwen --pool dsr_sub.parquet
            """)

    @Option(help: "seed-world, or a JSONL or Parquet file.")
    var pool: String = "seed-world"
    @Option(help: "A model folder, to answer the examples.")
    var model: String?
    @Option(help: "A JSON file of accuracies by row.")
    var history: String?
    @Option(help: "Answers per example.")
    var samples: Int = 16
    @Option(help: "The sampling temperature.")
    var temperature: Double = 0.6
    @Option(name: .customLong("max-tokens")) var maxTokens: Int = 112
    @Option(help: "raw, chat, question-answer, or a text with {question} in it.")
    var template: String = "question-answer"
    @Option(help: "A verifier by name (autodidact verify ls), or a Python file or executable by its path.")
    var verifier: String = "one-shot-maths"
    @OptionGroup var device: DeviceOption
    @OptionGroup var sandbox: SandboxOption
    @Option(help: "Lines to print.")
    var top: Int = 20
    @Option(help: "The sampling seed.")
    var seed: UInt64 = 0
    @Flag(help: "Print JSON on stdout.")
    var json = false

    private struct Line: Encodable {
        var rank: Int
        var index: Int
        var id: String
        var variance: Double
        var mean: Double
        var label: String
        var majority: String?
        var majority_share: Double?
        var question: String
    }

    func run() async throws {
        guard model != nil || history != nil else { throw ValidationError("give --model to answer the pool, or --history of a run on it") }
        guard samples > 1 else { throw ValidationError("--samples \(samples): one answer has no variance; use 2 or more") }
        let problems = pool == "seed-world"
            ? SeedWorld().pool(perFamily: 20) : try DatasetReader.read(URL(fileURLWithPath: pool), labels: .optional)
        var answers: [[Judgement]] = []
        if let model {
            sandbox.warn()
            let judge = try await Verifiers.sharing(isolation: sandbox.isolation).named(verifier)
            answers = try await answer(problems, model, judge)
        }
        let histories: [[Double]]
        if let history {
            histories = try read(history, count: problems.count)
        } else {
            histories = answers.map { row in
                row.filter { $0.verdict != .infrastructureFailure }.map { $0.verdict == .correct ? 1 : 0 }
            }
        }
        let ranked = try rankByHistoricalVariance(zip(problems.indices, histories).map { (id: String($0), accuracy: $1) })
        let lines = ranked.prefix(top).compactMap { entry -> Line? in
            guard let index = Int(entry.id) else { return nil }
            let vote = answers.isEmpty ? nil : majorityVote(answers[index].map(\.answer))
            return Line(
                rank: entry.rank, index: index, id: problems[index].id, variance: entry.variance, mean: entry.mean,
                label: problems[index].label, majority: vote?.winners.first, majority_share: vote?.share,
                question: problems[index].question)
        }
        if json { try Console.json(lines) } else { show(lines) }
        let failed = answers.joined().count { $0.verdict == .infrastructureFailure }
        if failed > 0 {
            Console.complain("\(failed) answers could not be judged; they are left out of the figures")
            throw ExitCode(4)
        }
    }

    private func show(_ lines: [Line]) {
        Console.out("rank  index  variance   mean  label | majority answer      example")
        for line in lines {
            let majority = line.majority.map { "\($0) (\(Console.percent(line.majority_share ?? 0)))" } ?? "not asked"
            let flag = line.majority != nil && line.majority != line.label ? " ≠" : ""
            Console.out(
                String(format: "%4d  %5d  %8.4f  %5.3f  ", line.rank, line.index, line.variance, line.mean)
                    + "\(line.label) | \(majority)\(flag)   \(line.id): \(line.question.prefix(60).replacingOccurrences(of: "\n", with: " "))")
        }
    }

    @EngineActor
    private func answer(_ problems: [Problem], _ place: String, _ verifier: any Verifier) async throws -> [[Judgement]] {
        var settings = DataSettings()
        guard let template = PromptTemplate(argument: template) else {
            throw ValidationError("--template '\(self.template)': \(PromptTemplate.expected)")
        }
        settings.promptTemplate = template
        let folder = ModelLocation.folder(place, relativeTo: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
        let decoder = try Decoder(directory: folder, device: device.device)
        let tokenizer = try Tokenizer(directory: folder)
        let renderer = PromptRenderer(
            tokenizer: tokenizer, data: settings, limit: max(1, decoder.configuration.maxPositions - maxTokens))
        let sampler = PolicySampler(model: decoder, tokenizer: tokenizer)
        sampler.onProgress = { Console.progress("select \(Console.bar($0.finished, of: $0.total)) \($0.finished)/\($0.total) completions") }
        let groups = try await sampler.groups(
            for: problems.map(renderer.prompt), completions: samples,
            options: SamplingOptions(temperature: temperature, maxTokens: maxTokens), seed: seed)
        Console.progress("")
        var judged: [[Judgement]] = []
        for group in groups {
            var row: [Judgement] = []
            for completion in group.completions { row.append(await verifier.judge(completion.text, for: group.prompt.problem)) }
            guard row.contains(where: { $0.verdict != .infrastructureFailure }) else {
                throw VerifierError.failed(verifier: self.verifier, problem: group.prompt.problem.id, reason: row.first?.evidence ?? "no answer was drawn")
            }
            judged.append(row)
        }
        return judged
    }

    private func read(_ place: String, count: Int) throws -> [[Double]] {
        let table: [String: [Double]]
        do {
            table = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: URL(fileURLWithPath: place)))
        } catch {
            throw TrainingError.badData("--history \(place): it is not a JSON object of lists of accuracies by row")
        }
        return try (0..<count).map { index in
            guard let history = table[String(index)], !history.isEmpty else {
                throw TrainingError.badData("--history \(place): row \(index) of the pool has no accuracies; is it another pool's history?")
            }
            return history
        }
    }
}
