import Environments
import Experience
public import Foundation
public import RunStore
import Tokenizers

/// An evaluation in the shape that lm-evaluation-harness writes, so that whatever reads its files reads ours; what it has
/// no place for stands under `autodidact`.
public enum HarnessResults {
    /// `results.json`.
    ///
    /// - Parameters:
    ///   - began: when this command began.
    ///   - gitRevision: of the working folder.
    public static func results(
        _ parts: [(set: EvaluationSet, result: SuiteResult)], identity: EvaluationIdentity, began: Date, gitRevision: String?
    ) throws -> Data {
        func byTask(_ value: ((set: EvaluationSet, result: SuiteResult)) throws -> JSONValue) rethrows -> JSONValue {
            .object(JSONObject(try parts.map { .init(key: $0.set.name, value: try value($0)) }))
        }
        let document: JSONValue = [
            "results": byTask { figures($0.set, $0.result) },
            "group_subtasks": byTask { _ in [] },
            "configs": byTask { configuration($0.set) },
            "versions": byTask { .integer($0.set.evaluation.version) },
            "n-shot": byTask { .integer($0.set.evaluation.examples.count) },
            "higher_is_better": byTask { ["\(metricName($0.set.evaluation, $0.result))": true] },
            "n-samples": byTask {
                ["original": .integer($0.set.publishedCount ?? $0.set.problems.count), "effective": .integer($0.result.items)]
            },
            "config": [
                "model": "autodidact", "model_args": .string("pretrained=\(identity.model)"), "batch_size": .integer(identity.batch),
                "device": .string(identity.device), "use_cache": nil, "limit": nil, "bootstrap_iters": 10_000, "gen_kwargs": nil,
                "random_seed": .integer(Int(clamping: identity.seed)), "model_sha": .string(identity.modelHash),
            ],
            "git_hash": gitRevision.map(JSONValue.string) ?? nil,
            "date": .number(began.timeIntervalSince1970),
            "model_source": "autodidact", "model_name": .string(identity.model),
            "model_name_sanitized": .string(identity.model.replacing("/", with: "__")),
            "task_hashes": byTask { .string($0.set.sourceHash ?? "") },
            "total_evaluation_time_seconds": .string(String(format: "%.3f", parts.reduce(0) { $0 + $1.result.seconds })),
            "autodidact": [
                "versions": .object(JSONObject(identity.versions.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .string($0.value)) })),
                "suites": try byTask { try value($0.result) },
            ],
        ]
        return Data((document.serialized(indent: 2) + "\n").utf8)
    }

    /// `samples_<suite>.jsonl`: a line for each item.
    public static func samples(_ rows: [SampleRow], of set: EvaluationSet, result: SuiteResult) -> Data {
        var lines = Data()
        let metric = metricName(set.evaluation, result)
        for (place, samples) in Dictionary(grouping: rows, by: \.place).sorted(by: { $0.key < $1.key }) {
            guard let first = samples.first else { continue }
            let correct = samples.count { $0.isCorrect }
            let judged = samples.count { $0.verdict != .infrastructureFailure }
            let line: JSONValue = [
                "doc_id": .integer(place),
                "doc": ["id": .string(first.itemID), "question": .string(first.question), "label": .string(first.label), "family": .string(first.family)],
                "target": .string(first.label),
                "arguments": ["gen_args_0": ["arg_0": .string(first.prompt), "arg_1": generation(set.evaluation)]],
                "resps": [.array(samples.map { .string($0.text) })],
                "filtered_resps": .array(samples.map { $0.answer.map(JSONValue.string) ?? nil }),
                "filter": .string(filter(set.evaluation)),
                "metrics": [.string(metric)],
                "doc_hash": .string(FileHash.sha256(of: Data((first.question + "\u{0}" + first.label).utf8))),
                "prompt_hash": .string(FileHash.sha256(of: Data(first.prompt.utf8))),
                "target_hash": .string(FileHash.sha256(of: Data(first.label.utf8))),
                metric: judged == 0 ? nil : .number(Double(correct) / Double(judged)),
                "verdicts": .array(samples.map { .string($0.verdict.rawValue) }),
                "evidence": .array(samples.map { .string($0.evidence) }),
                "stages": .array(samples.map { .array($0.stages.map(JSONValue.string)) }),
            ]
            lines.append(Data((line.serialized() + "\n").utf8))
        }
        return lines
    }

    private static func figures(_ set: EvaluationSet, _ result: SuiteResult) -> JSONValue {
        let filter = filter(set.evaluation)
        var figures = JSONObject([.init(key: "alias", value: .string(set.name))])
        func add(_ name: String, _ figure: SuiteResult.Figure) {
            figures["\(name),\(filter)"] = .number(figure.value)
            figures["\(name)_stderr,\(filter)"] = .number(figure.standardError)
        }
        add(metricName(set.evaluation, result), result.figure)
        for (k, value) in result.passAtK.sorted(by: { $0.key < $1.key }) where figures["pass@\(k),\(filter)"] == nil {
            figures["pass@\(k),\(filter)"] = .number(value)
        }
        if let majority = result.majority, set.evaluation.metric != .majority { add("maj@\(result.samples)", majority) }
        return .object(figures)
    }

    /// The harness calls a share of right answers `exact_match`.
    private static func metricName(_ evaluation: EvaluationProtocol, _ result: SuiteResult) -> String {
        evaluation.metric == .accuracy ? "exact_match" : result.metric
    }

    private static func filter(_ evaluation: EvaluationProtocol) -> String { evaluation.verifier ?? evaluation.extractor.rawValue }

    private static func generation(_ evaluation: EvaluationProtocol) -> JSONValue {
        [
            "until": .array(evaluation.stops.map(JSONValue.string)), "max_gen_toks": .integer(evaluation.maxTokens),
            "do_sample": .bool(evaluation.temperature > 0), "temperature": .number(evaluation.temperature), "top_p": .number(evaluation.topP),
        ]
    }

    private static func configuration(_ set: EvaluationSet) -> JSONValue {
        let evaluation = set.evaluation
        return [
            "task": .string(set.name), "dataset_path": .string(set.source), "output_type": "generate_until",
            "doc_to_text": .string(evaluation.template), "description": .string(evaluation.system + evaluation.preamble),
            "num_fewshot": .integer(evaluation.examples.count), "repeats": .integer(evaluation.samples),
            "generation_kwargs": generation(evaluation), "should_decontaminate": false,
            "metadata": [
                "version": .integer(evaluation.version), "protocol": .string(evaluation.name), "source": .string(evaluation.source),
                "form": .string(evaluation.form.rawValue), "extractor": .string(evaluation.extractor.rawValue),
                "grader": .string(evaluation.verifier ?? evaluation.grader.rawValue), "strategy": .string(evaluation.strategy),
                "departures": .array(evaluation.departures.map(JSONValue.string)), "sha256": set.sourceHash.map(JSONValue.string) ?? nil,
            ],
        ]
    }

    /// Any of our figures as JSON of this kind.
    private static func value(_ result: SuiteResult) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(result))
    }
}
