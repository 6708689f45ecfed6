public import Experience

extension SeedWorld: Environment {
    public var name: String { "seed-world" }

    /// Items of the pool, families in turn: what a method may train on.
    public func problem(at index: Int, seed: UInt64) -> Problem {
        let families = SeedFamily.allCases
        // Euclidean, so that a negative index has a problem too.
        let turn = ((index % families.count) + families.count) % families.count
        return problem(family: families[turn], index: index, seed: seed, split: .pool)
    }

    public func reward(_ completion: String, for problem: Problem) async -> Reward {
        await MathsAnswerVerifier().reward(completion, for: problem)
    }

    public func referenceCompletion(for problem: Problem) -> String? {
        workedCompletion(for: problem)
    }
}
