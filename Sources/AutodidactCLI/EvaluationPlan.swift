import Environments
import Evaluation
import Experience
import Foundation
import RunStore

/// What `eval` was asked for, resolved: each suite with its problems and its protocol.
struct EvaluationPlan {
    /// Where the published suites' files lie.
    var data: URL
    var folder: URL
    var limit: Int?
    var changes: ProtocolChanges
    var strategy: String

    /// - Throws: `SuiteError`, `DatasetError`, `EvaluationError`, `RunStoreError`.
    func sets(_ names: [String]) throws -> [EvaluationSet] {
        let strategy = try InferenceStrategies.named(strategy)
        return try names.map { name in
            var set = try set(name)
            set.evaluation = try changes.applied(to: set.evaluation)
            set.evaluation = try strategy.prepared(set.evaluation)
            set.evaluation.strategy = type(of: strategy).name
            if self.strategy != "direct" {
                set.evaluation.departures.append(
                    "strategy \(self.strategy), \(set.evaluation.samples) samples at temperature \(set.evaluation.temperature)")
            }
            return set
        }
    }

    private func set(_ name: String) throws -> EvaluationSet {
        if let families = SeedFamily.named(name) {
            let problems = SeedWorld().heldOutSet(perFamily: limit ?? 30, families: families)
            return EvaluationSet(
                name: name.replacing("/", with: "-"), evaluation: families == SeedFamily.maths ? .seedWorld : .seedWorldPrograms,
                problems: problems, source: "generator, held-out split")
        }
        guard !name.hasSuffix(".jsonl"), !ParquetRows.reads(name), !name.contains("/") else {
            let url = URL(fileURLWithPath: name, relativeTo: folder).standardizedFileURL
            let problems = try DatasetReader.read(url, limit: limit)
            return EvaluationSet(
                name: url.deletingPathExtension().lastPathComponent, evaluation: .ownFile, problems: problems, source: name,
                sourceHash: try FileHash.sha256(ofFile: url))
        }
        let suite = try Suites.named(name)
        let file = try suite.file(in: data)
        return EvaluationSet(
            name: name, evaluation: suite.evaluation, problems: try suite.problems(at: file, limit: limit),
            publishedCount: suite.publishedCount, source: file.lastPathComponent, sourceHash: try FileHash.sha256(ofFile: file))
    }
}

extension EvaluationProtocol {
    /// The seed world's held-out items, greedily.
    static let seedWorld = EvaluationProtocol(
        name: "seed-world/question-answer", source: "this project", form: .completion,
        template: "Question: {question}\nAnswer:", stops: [], maxTokens: 112, extractor: .verifier, grader: .verifier,
        metric: .accuracy, verifier: "one-shot-maths")

    /// The same with programs among them, whose answers are run.
    static let seedWorldPrograms: EvaluationProtocol = {
        var evaluation = seedWorld
        evaluation.verifier = "seed-world"
        return evaluation
    }()

    /// A JSONL or Parquet file of one's own: the question, then the answer, greedily; any mathematics in the answer.
    static let ownFile = EvaluationProtocol(
        name: "file/question-answer", source: "this project", form: .completion,
        template: "Question: {question}\nAnswer:", stops: [], maxTokens: 512, extractor: .verifier, grader: .verifier,
        metric: .accuracy, verifier: "maths")
}
