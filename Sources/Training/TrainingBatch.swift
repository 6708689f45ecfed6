import Experience

/// The completions of some groups, packed for one pass: equal prompts once, completions continuing them.
struct TrainingBatch {
    /// One completion that is trained on.
    struct Sample {
        let completion: Completion
        let prompt: [Int32]
        let advantage: Double
    }

    private(set) var packed = PackedCompletions()
    let samples: [Sample]

    init(_ samples: [Sample]) {
        self.samples = samples
        for sample in samples { packed.append(sample.completion.tokens, prompt: sample.prompt) }
    }

    var tokens: Int { samples.reduce(0) { $0 + $1.completion.tokens.count } }

    /// Groups cut into passes of about `limit` tokens; a group stays whole, so that its prompt is computed once.
    static func split(_ groups: [[Sample]], limit: Int) -> [TrainingBatch] {
        var batches: [TrainingBatch] = []
        var current: [Sample] = []
        var size = 0
        for group in groups where !group.isEmpty {
            let cost = group[0].prompt.count + group.reduce(0) { $0 + $1.completion.tokens.count }
            if size + cost > limit, !current.isEmpty {
                batches.append(TrainingBatch(current))
                current = []
                size = 0
            }
            current += group
            size += cost
        }
        if !current.isEmpty { batches.append(TrainingBatch(current)) }
        return batches
    }
}
