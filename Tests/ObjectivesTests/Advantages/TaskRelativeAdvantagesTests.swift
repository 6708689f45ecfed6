import Testing

@testable import Objectives

struct TaskRelativeAdvantagesTests {
    private func expect(_ actual: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        for (a, e) in zip(actual, expected) { #expect(abs(a - e) < 1e-5, "\(actual)", sourceLocation: sourceLocation) }
        #expect(actual.count == expected.count, sourceLocation: sourceLocation)
    }

    @Test func `each stratum has a baseline of its own, long completions weigh more`() {
        // Stratum a: rewards 1 (1 token) and 0 (3 tokens). Mean 1/4, squares (9/16) + 3·(1/16) = 3/4, over 4 − 1 tokens: 1/4, deviation 1/2.
        // Stratum b: rewards −1 and 1, 2 tokens each. Mean 0, squares 4, over 3: 4/3, deviation 1.154700.
        expect(
            taskRelativeAdvantages([1, -1, 0, 1], lengths: [1, 2, 3, 2], strata: ["a", "b", "a", "b"]), [1.5, -0.866025, -0.5, 0.866025])
    }

    @Test func `by sequences`() {
        // Mean 1/2, squares 1/2, over 2 − 1: 1/2, deviation 0.707107.
        expect(taskRelativeAdvantages([1, 0], lengths: [1, 3], strata: ["a", "a"], weighting: .sequence), [0.707107, -0.707107])
    }

    @Test func `one alone, equal rewards, and nothing at all`() {
        expect(taskRelativeAdvantages([1, 0.1, 0.1, 0.1], lengths: [5, 2, 3, 4], strata: ["a", "b", "b", "b"]), [0, 0, 0, 0])
        #expect(taskRelativeAdvantages([], lengths: [], strata: []).isEmpty)
        expect(taskRelativeAdvantages([1, 0], lengths: [0, 0], strata: ["a", "a"]), [0, 0])
    }
}
