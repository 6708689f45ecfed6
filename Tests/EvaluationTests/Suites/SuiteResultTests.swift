import Environments
import Experience
import Foundation
import RunStore
import Testing
import Tokenizers

@testable import Evaluation

struct SuiteResultTests {
    private func set(samples: Int, metric: EvaluationProtocol.Metric = .averageAtK) -> EvaluationSet {
        let evaluation = EvaluationProtocol(
            name: "t/p", source: "", form: .completion, stops: [], temperature: 1, samples: samples, maxTokens: 9,
            extractor: .verifier, grader: .verifier, metric: metric, verifier: "exact")
        return EvaluationSet(name: "t", evaluation: evaluation, problems: [], source: "")
    }

    /// `verdicts[item][sample]` and, where given, the answers.
    private func rows(_ verdicts: [[Verdict]], _ answers: [[String]] = [], family: (Int) -> String = { _ in "f" }) -> [SampleRow] {
        verdicts.enumerated().flatMap { place, samples in
            samples.enumerated().map { sample, verdict in
                let problem = Problem(id: "p\(place)", question: "q", label: "1", family: family(place), provenance: "")
                let answer = answers.isEmpty ? nil : answers[place][sample]
                return SampleRow(
                    place: place, problem: problem, sample: sample, prompt: Prompt(problem: problem, text: "q", tokens: [1]),
                    completion: Completion(tokens: [1, 2, 3], logprobs: [0, 0, 0], text: "x", stopReason: .endOfSequence),
                    stages: [], tokenCount: 3, judgement: Judgement(verdict: verdict, answer: answer, evidence: ""), milliseconds: 1)
            }
        }
    }

    private func result(_ rows: [SampleRow], _ set: EvaluationSet, ks: [Int] = []) throws -> SuiteResult {
        try SuiteResult(rows, of: set, ks: ks, unaskable: 0, seconds: 2, bootstrapSeed: 0)
    }

    @Test func `single samples get the score interval`() throws {
        let result = try result(rows([[.correct], [.incorrect], [.correct], [.unparseable]]), set(samples: 1, metric: .accuracy))
        #expect(result.figure.value == 0.5)
        #expect(result.figure.method == "wilson")
        // Wilson, 2 of 4, z = 1.96: (0.5 + 0.4802) / 1.9604 ± 1.96/1.9604 · √(0.0625 + 0.06003) = 0.5 ± 0.35
        #expect(abs(result.figure.lower - 0.15) < 1e-3 && abs(result.figure.upper - 0.85) < 1e-3)
        // Sample deviation of 1, 0, 1, 0 is 0.57735; over √4 it is 0.288675.
        #expect(abs(result.figure.standardError - 0.288675) < 1e-6)
        #expect(result.verdicts == ["correct": 2, "incorrect": 1, "unparseable": 1])
        #expect(result.metric == "accuracy" && result.meanTokens == 3)
    }

    @Test func `avg@k, pass@k and families`() throws {
        let rows = rows([[.correct, .incorrect, .incorrect, .incorrect], [.correct, .correct, .incorrect, .incorrect]], family: { "f\($0)" })
        let result = try result(rows, set(samples: 4), ks: [2, 99])
        #expect(result.figure.value == 0.375 && result.metric == "avg@4" && result.figure.method == "bootstrap")
        // pass@2: 1 − C(3,2)/C(4,2) = 1/2 and 1 − C(2,2)/C(4,2) = 5/6, mean 2/3; 99 is more than there are.
        #expect(abs((result.passAtK[2] ?? 0) - 2.0 / 3) < 1e-12)
        #expect(result.passAtK.keys.sorted() == [1, 2, 4] && result.passAtK[4] == 1)
        #expect(result.families.map(\.name) == ["f0", "f1"] && result.families.map(\.figure.value) == [0.25, 0.5])
    }

    @Test func `the majority decides, a tie is shared`() throws {
        let rows = rows(
            [[.incorrect, .incorrect, .correct, .incorrect], [.correct, .correct, .incorrect, .incorrect]],
            [["7", "7", "1", "9"], ["1", "1", "2", "2"]])
        let result = try result(rows, set(samples: 4, metric: .majority))
        #expect(result.figure.value == 0.25 && result.metric == "maj@4")
    }

    @Test func `a failure of the machinery is no wrong answer`() throws {
        let rows = rows([[.correct, .infrastructureFailure], [.infrastructureFailure, .infrastructureFailure], [.incorrect, .correct]])
        let result = try result(rows, set(samples: 2))
        #expect(result.items == 2)
        #expect(result.figure.value == 0.75)
        #expect(result.verdicts["infrastructureFailure"] == 3)
        #expect(throws: StatisticsError.nothingToAverage) { try self.result(self.rows([[.infrastructureFailure]]), self.set(samples: 1)) }
    }

    @Test func `results in the harness's shape`() throws {
        let set = set(samples: 1, metric: .accuracy)
        let rows = rows([[.correct], [.incorrect]], [["1"], ["2"]])
        let result = try result(rows, set)
        let identity = EvaluationIdentity(model: "a/b", modelHash: "h", seed: 5, batch: 8, device: "cpu", parts: [], versions: ["autodidact": "0"])
        let data = try HarnessResults.results([(set, result)], identity: identity, began: Date(timeIntervalSince1970: 7), gitRevision: "abc")
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let figures = try #require((document["results"] as? [String: Any])?["t"] as? [String: Any])
        #expect(figures["exact_match,exact"] as? Double == 0.5)
        #expect(figures["exact_match_stderr,exact"] as? Double == 0.5)
        #expect(figures["alias"] as? String == "t")
        for key in ["configs", "versions", "n-shot", "higher_is_better", "n-samples", "config", "git_hash", "date", "group_subtasks"] {
            #expect(document[key] != nil, "\(key)")
        }
        let lines = String(decoding: HarnessResults.samples(rows, of: set, result: result), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        let line = try #require(try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any])
        #expect(line["doc_id"] as? Int == 1 && line["exact_match"] as? Double == 0 && line["resps"] as? [[String]] == [["x"]])
        #expect(line["filtered_resps"] as? [String] == ["2"] && line["target"] as? String == "1")
    }
}
