import Experience
import Foundation
import RunStore

/// A run and its two controls, made of numbers chosen here.
///
/// 40 held-out items in two families. Before, the 10 items 0, 4, 8, … are right. After, the run is right
/// on 30 items (those not divisible by 4) and loses the first 10; the control `random` is as before.
struct SyntheticRun {
    let folder: URL

    init(_ folder: URL) {
        self.folder = folder
    }

    static let hostile = "<script>alert('x')</script>\u{1b}[31m \u{202e}esrever & \\boxed{7}"

    static func rows(_ correct: (Int) -> Bool) -> [EvaluationRow] {
        (0..<40).map { item in
            EvaluationRow(
                itemID: item < 10 ? "item-0\(item)" : "item-\(item)",
                family: item.isMultiple(of: 2) ? "addition" : "sequences",
                correct: correct(item), text: correct(item) ? "6 + 1 = 7, so \\boxed{7}\n" + hostile : hostile,
                question: "What is 6 + \(item)? <b>Show your work.</b>", label: "7", answer: correct(item) ? "7" : nil)
        }
    }

    static let before = rows { $0.isMultiple(of: 4) }
    static let after = rows { !$0.isMultiple(of: 4) }

    func write(steps: Int = 40) throws -> RunReader {
        try write(
            "demo", steps: steps, after: Self.after, rewardAt: { 1 - 0.7 * exp(-Double($0) / 6) },
            correctAt: { $0 >= 12 ? 20 : 8 },
            controls: [.init(name: "random", run: "demo-random"), .init(name: "format", run: "demo-format")])
        try write(
            "demo-random", steps: steps, after: Self.before, rewardAt: { 0.5 + 0.05 * sin(Double($0)) },
            correctAt: { _ in 8 },
            controlOf: "demo")
        return try RunReader(opening: folder.appendingPathComponent("demo"))
    }

    private func write(
        _ name: String, steps: Int, after: [EvaluationRow], rewardAt: (Int) -> Double, correctAt: (Int) -> Int,
        controls: [RunManifest.Control] = [], controlOf: String? = nil
    ) throws {
        var manifest = RunManifest(name: name, method: "one-shot", created: Date(timeIntervalSince1970: 1_790_000_000))
        manifest.scale = "seed-scale"
        manifest.controls = controls
        manifest.controlOf = controlOf
        manifest.seeds = ["run": 17]
        manifest.versions = ["autodidact": "0.1", "torch": "2.11.0"]
        manifest.dataHashes = ["heldout.jsonl": FileHash.sha256(of: Data("abc".utf8))]
        let run = try RunDirectory.create(
            in: folder, manifest: manifest, recipe: Data("method: one-shot\nprompt: <b>&amp;</b>\n".utf8),
            resolvedRecipe: Data("method: one-shot\nnum_generations: 8\n".utf8))
        let writer = try RunWriter(run)
        try writer.append(evaluation: "heldout/before", step: 0, rows: Self.before)
        for step in 1...steps {
            let metrics = [
                "reward": rewardAt(step), "kl": 0.002 * Double(step), "entropy": 1.5 * exp(-Double(step) / 30),
                "completions/mean_length": 30 + 4 * cos(Double(step) / 5),
                "grad_norm": step == 20 ? .nan : 0.4 + 0.1 * sin(Double(step)),
                "sampling/sampling_logp_difference/max": 1e-6 * Double(step % 3), "proof/tokens": 64,
            ]
            try writer.append(
                StepRecord(step: step, elapsed: Double(step), metrics: metrics),
                groups: [Self.group(correct: correctAt(step))])
            if step.isMultiple(of: 10), step < steps {
                try writer.append(
                    evaluation: "heldout/step-\(step)", step: step,
                    rows: Self.rows { controlOf == nil ? $0 < step || $0.isMultiple(of: 4) : $0.isMultiple(of: 4) })
            }
        }
        try writer.append(evaluation: "heldout/after", step: steps, rows: after)
        try writer.finish(.finished)
    }

    /// Twenty rollouts of which `correct` are right.
    private static func group(correct: Int) -> ScoredGroup {
        let problem = Problem(id: "one", question: "6 + 1?", label: "7", family: "addition", provenance: "test")
        let completion = Completion(tokens: [1, 2], logprobs: [-1, -1], text: "7", stopReason: .endOfSequence)
        let rewards = (0..<20).map { place in
            Reward(
                value: place < correct ? 1 : 0,
                judgement: Judgement(verdict: place < correct ? .correct : .incorrect, evidence: ""))
        }
        return ScoredGroup(
            group: RolloutGroup(
                id: "g", prompt: Prompt(problem: problem, text: "6 + 1?", tokens: [1]),
                completions: Array(repeating: completion, count: 20)),
            rewards: rewards, advantages: Array(repeating: 0, count: 20))
    }
}

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
