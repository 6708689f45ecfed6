import ArgumentParser
import Environments
import Evaluation
import Experience
import Foundation
import LanguageModels
import Recipes
import RunStore
import Sampling
import Sandbox
import Tokenizers
import Torch
import Training

struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a model on benchmark suites, the seed world's held-out items, or a JSONL file.",
        discussion: """
            Each suite is asked as it was published (--list tells how); whatever you change is written into the result.
            Completions and verdicts are stored as they come: the same command goes on where it was stopped. Files in
            the output folder: results.json and samples_SUITE.jsonl (as lm-evaluation-harness writes them),
            evaluation.sqlite. Files of suites are yours to bring (--data; docs/Evaluation.md has the layout).

            Examples:
              autodidact eval --model models/seed
              autodidact eval --model models/seed --samples 16 --temperature 0.6 --pass-at 1,4,16
              autodidact eval --model runs/mine/latest/model --suite math500,amc2023,gsm8k --data benchmarks
              autodidact eval --model models/seed --strategy self-consistency --json
              autodidact eval --model models/seed --suite my-problems.jsonl --template question-answer
            """)

    @Option(help: "A model folder.")
    var model: String?
    @Option(parsing: .upToNextOption, help: "Suites by name, or JSONL files; separated by commas or spaces.")
    var suite: [String] = ["seed-world"]
    @Option(help: "The folder with the suites' files.")
    var data: String = "data"
    @Option(help: "Where to store it; by default evals/ and a name made of model, suites and settings.")
    var output: String?
    @Option(help: "auto goes on with what is stored; never insists on a fresh folder.")
    var resume: Resume = .auto
    @Option(help: "direct, zero-shot-cot, self-consistency or self-refine.")
    var strategy: String = "direct"
    @Option(help: "raw, chat, question-answer, or a text with {question} in it.")
    var template: String?
    @Option(help: "The system message of the chat template.")
    var system: String?
    @Option(help: "Only so many of the protocol's worked examples.")
    var shots: Int?
    @Option(help: "Completions per item.")
    var samples: Int?
    @Option(help: "0 is greedy.")
    var temperature: Double?
    @Option(name: .customLong("top-p"))
    var topP: Double?
    @Option(name: .customLong("max-tokens"), help: "Tokens of the longest completion.")
    var maxTokens: Int?
    @Option(help: "A text that ends a completion, in place of the protocol's; may be repeated.")
    var stop: [String] = []
    @Option(help: "A verifier by name, or a Python file, in place of the protocol's.")
    var verifier: String?
    @Option(help: "With --verifier maths and its kin, who decides: native, math-verify, agree (both must say right), either.")
    var grader: MathsGrader = .native
    @Option(name: .customLong("pass-at"), help: "The k of pass@k, separated by commas.")
    var passAt: String = ""
    @Option(name: [.customLong("limit"), .customLong("items")], help: "The first so many items; of the seed world, so many per family.")
    var limit: Int?
    @Option(help: "The sampling seed.")
    var seed: UInt64 = 0
    @Option(help: "Completions drawn at a time.")
    var batch: Int = 256
    @OptionGroup var device: DeviceOption
    @OptionGroup var sandbox: SandboxOption
    @Flag(help: "List the suites and their protocols.")
    var list = false
    @Flag(help: "Print results.json on stdout.")
    var json = false

    enum Resume: String, ExpressibleByArgument, CaseIterable { case auto, never }

    func validate() throws {
        guard list || model != nil else { throw ValidationError("--model names the folder of the model to measure") }
        for (name, value) in [("--samples", samples), ("--max-tokens", maxTokens), ("--limit", limit), ("--batch", batch)] {
            if let value, value < 1 { throw ValidationError("\(name) \(value): at least 1 is needed") }
        }
        if let shots, shots < 0 { throw ValidationError("--shots \(shots): 0 or more") }
        if let temperature, temperature < 0 { throw ValidationError("--temperature \(temperature): 0 is greedy, and nothing is below") }
        if let topP, topP <= 0 || topP > 1 { throw ValidationError("--top-p \(topP): above 0, at most 1") }
        if stop.contains("") { throw ValidationError("--stop '' would stop at once") }
        if grader != .native, verifier == nil {
            throw ValidationError("--grader \(grader.rawValue) goes with --verifier maths, maths-boxed or maths-unordered; a published protocol has its own")
        }
        _ = try ks
    }

    private var ks: [Int] {
        get throws {
            try passAt.split(separator: ",").map { text in
                guard let k = Int(text.trimmingCharacters(in: .whitespaces)), k > 0 else {
                    throw ValidationError("--pass-at '\(passAt)': whole numbers from 1 on, separated by commas")
                }
                return k
            }
        }
    }

    func run() async throws {
        if list { return try listSuites() }
        let began = Date()
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        let place = ModelLocation.folder(model ?? "", relativeTo: here)
        let plan = EvaluationPlan(
            data: URL(fileURLWithPath: data, relativeTo: here), folder: here, limit: limit, changes: try changes, strategy: strategy)
        let names = suite.flatMap { $0.split(separator: ",").map { String($0).trimmingCharacters(in: .whitespaces) } }
        let (sampler, tokenizer, context, deviceName) = try await load(place)
        let sets = try plan.sets(names).map {
            try SuiteEvaluation.fitted($0, tokenizer: tokenizer, context: context, model: model ?? "")
        }
        if let name = Dictionary(grouping: sets, by: \.name).first(where: { $0.value.count > 1 })?.key {
            throw ValidationError("--suite: two suites are called '\(name)'; ask them one after the other, each with its --output")
        }
        let identity = try identity(sets, place, deviceName)
        // Whatever can be wrong is found before anything is written.
        let differing = DisagreementLog()
        let verifiers = Verifiers.sharing(isolation: sandbox.isolation, grader: grader, disagreements: differing)
        var judges: [any Verifier] = []
        for set in sets { judges.append(try await set.evaluation.verifier(from: verifiers)) }
        let folder = try EvaluationFolder(outputFolder(identity, here), identity: identity, mayContinue: resume == .auto)
        sandbox.warn()
        var parts: [(set: EvaluationSet, result: SuiteResult)] = []
        var failures: (count: Int, reason: String) = (0, "")
        for (set, verifier) in zip(sets, judges) {
            for departure in set.evaluation.departures { Console.say("\(set.name): not as published: \(departure)") }
            let evaluation = try SuiteEvaluation(
                set, sampler: sampler, tokenizer: tokenizer, verifier: verifier, store: folder.store, seed: seed, batch: batch,
                context: context)
            if evaluation.unaskable > 0 {
                Console.warn("\(set.name): \(evaluation.unaskable) of \(set.problems.count) prompts are longer than the context; they are not asked and count as wrong")
            }
            let rows = try await evaluation.run { Console.progress(Self.text($0)) }
            Console.progress("")
            let failed = rows.filter { $0.verdict == .infrastructureFailure }
            if let first = failed.first { failures = (failures.count + failed.count, first.evidence) }
            let result = try SuiteResult(
                rows, of: set, ks: ks, unaskable: evaluation.unaskable, seconds: folder.store.seconds(of: set.name), bootstrapSeed: seed)
            parts.append((set, result))
            try folder.write(HarnessResults.samples(rows, of: set, result: result), as: "samples_\(set.name).jsonl")
        }
        let results = try HarnessResults.results(parts, identity: identity, began: began, gitRevision: GitRevision.describe(at: here))
        try folder.write(results, as: "results.json")
        try folder.store.close()
        var disagreements = DisagreementStore(folder.url.appendingPathComponent("disagreements.sqlite").path, log: differing)
        try disagreements.save()
        try disagreements.close()
        if json { Console.out(String(decoding: results, as: UTF8.self)) } else { EvaluationTable.print(parts.map(\.result), at: folder.url.path) }
        if failures.count > 0 {
            Console.complain("\(failures.count) completions could not be judged: \(failures.reason). They are left out of the figures; the same command judges them again")
            throw ExitCode(4)
        }
    }

    private static func text(_ progress: SuiteEvaluation.Progress) -> String {
        let share = progress.finished == 0 ? "" : ", \(Console.percent(Double(progress.correct) / Double(progress.finished))) right"
        return "eval \(progress.suite) \(Console.bar(progress.finished, of: progress.total)) \(progress.finished)/\(progress.total)\(share)"
    }

    private var changes: ProtocolChanges {
        get throws {
            var changes = ProtocolChanges()
            if let template {
                switch PromptTemplate(argument: template) {
                case .raw: changes.template = .raw
                case .chat: changes.template = .chat
                case .some(let other): changes.template = .text(other.text(for: "{question}"))
                case nil: throw ValidationError("--template '\(template)': \(PromptTemplate.expected)")
                }
            }
            (changes.system, changes.shots, changes.samples, changes.temperature) = (system, shots, samples, temperature)
            (changes.topP, changes.maxTokens, changes.verifier) = (topP, maxTokens, verifier)
            if !stop.isEmpty { changes.stops = stop }
            return changes
        }
    }

    @EngineActor
    private func load(_ folder: URL) throws -> (sampler: PolicySampler, tokenizer: Tokenizer, context: Int, device: String) {
        let device = try device.device
        let decoder = try Decoder(directory: folder, device: device)
        let tokenizer = try Tokenizer(directory: folder)
        return (PolicySampler(model: decoder, tokenizer: tokenizer), tokenizer, decoder.configuration.maxPositions, "\(device)")
    }

    private func identity(_ sets: [EvaluationSet], _ place: URL, _ device: String) throws -> EvaluationIdentity {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let parts = try sets.map { set in
            EvaluationIdentity.Part(
                suite: set.name, protocolJSON: String(decoding: try encoder.encode(set.evaluation), as: UTF8.self),
                items: set.problems.count, publishedItems: set.publishedCount, source: set.source, sourceHash: set.sourceHash)
        }
        var versions = ["autodidact": AutodidactVersion.current, "libtorch": Engine.libTorchVersion, "sandbox": sandbox.isolation.rawValue]
        if grader != .native { versions["grader"] = grader.rawValue }
        // A script of the user's is part of what is measured.
        if let verifier, FileManager.default.fileExists(atPath: verifier) {
            versions[verifier] = try FileHash.sha256(ofFile: URL(fileURLWithPath: verifier))
        }
        return EvaluationIdentity(
            model: model ?? "", modelHash: try FileHash.sha256(ofModel: place), seed: seed, batch: batch, device: device, parts: parts,
            versions: versions)
    }

    /// `evals/seed_math500_1a2b3c4d`: the same command finds it again.
    private func outputFolder(_ identity: EvaluationIdentity, _ here: URL) throws -> URL {
        if let output { return URL(fileURLWithPath: output, relativeTo: here) }
        var nameless = identity
        nameless.model = ""
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let hash = FileHash.sha256(of: try encoder.encode(nameless)).prefix(8)
        let suites = identity.parts.count == 1 ? identity.parts[0].suite : "\(identity.parts.count)-suites"
        let name = URL(fileURLWithPath: identity.model).lastPathComponent
        return here.appendingPathComponent("evals/\(name)_\(suites)_\(hash)", isDirectory: true)
    }

    private func listSuites() throws {
        struct Line: Encodable {
            var suite: String
            var files: [String]
            var items: Int
            var evaluation: EvaluationProtocol
            enum CodingKeys: String, CodingKey { case suite, files, items, evaluation = "protocol" }
        }
        let lines = Suites.all.map { Line(suite: $0.name, files: $0.fileNames, items: $0.publishedCount, evaluation: $0.evaluation) }
        if json { return try Console.json(lines) }
        for line in lines {
            let sampling = line.evaluation.temperature == 0 ? "greedy" : "\(line.evaluation.samples) samples at T \(line.evaluation.temperature)"
            Console.out("\(line.suite.padding(toLength: 16, withPad: " ", startingAt: 0)) \(String(format: "%5d", line.items)) items  \(sampling), \(line.evaluation.metric.rawValue); \(line.files[0])\n                 \(line.evaluation.source)")
        }
    }
}
