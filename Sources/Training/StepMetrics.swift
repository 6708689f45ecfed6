import Experience

/// Metrics of a step's rollouts and rewards, by TRL's names where it has one.
enum StepMetrics {
    static func of(_ groups: [ScoredGroup]) -> [String: Double] {
        let rewards = groups.map { $0.rewards.compactMap(\.value) }
        let all = rewards.joined().map { $0 }
        let completions = groups.flatMap(\.group.completions)
        let lengths = completions.map { Double($0.tokens.count) }
        let ended = completions.filter { $0.stopReason != .length }.map { Double($0.tokens.count) }
        var metrics: [String: Double] = [
            "reward": mean(all),
            "reward_std": mean(rewards.map(deviation)),
            "frac_reward_zero_std": mean(rewards.map { Set($0).count <= 1 ? 1 : 0 }),
            "completions/mean_length": mean(lengths),
            "completions/min_length": lengths.min() ?? 0,
            "completions/max_length": lengths.max() ?? 0,
            "completions/mean_terminated_length": mean(ended),
            "completions/clipped_ratio": mean(completions.map { $0.stopReason == .length ? 1 : 0 }),
            "train/accuracy": mean(
                groups.flatMap(\.rewards).filter { $0.judgement.verdict != .infrastructureFailure }
                    .map { $0.judgement.verdict == .correct ? 1 : 0 }),
        ]
        let verdicts = groups.flatMap(\.rewards).map(\.judgement.verdict)
        for verdict in Verdict.allCases {
            metrics["verdicts/\(verdict.rawValue)"] = Double(verdicts.count { $0 == verdict })
        }
        return metrics
    }

    static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// The sample deviation, n − 1.
    static func deviation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let centre = mean(values)
        return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
    }
}
