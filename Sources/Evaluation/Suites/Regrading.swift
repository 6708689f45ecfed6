public import Environments
import Experience
public import RunStore

/// Completions that are stored, judged once more: by another verifier, or because the first could not.
public enum Regrading {
    /// The rows with new verdicts, in their order.
    public static func judged(_ rows: [SampleRow], by verifier: any Verifier) async throws -> [SampleRow] {
        try await concurrently(rows) { row in
            let began = ContinuousClock.now
            let judgement = await verifier.judge(row.text, for: row.problem)
            return row.judged(judgement, milliseconds: (ContinuousClock.now - began).milliseconds)
        }
    }
}

/// `body` of every element, a few at a time; results in the elements' order.
func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element], width: Int = 8, _ body: @escaping @Sendable (Element) async -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results: [Result?] = Array(repeating: nil, count: elements.count)
        var next = 0
        func start() {
            let index = next
            group.addTask {
                try Task.checkCancellation()
                return (index, await body(elements[index]))
            }
            next += 1
        }
        while next < min(width, elements.count) { start() }
        while let (index, result) = try await group.next() {
            results[index] = result
            if next < elements.count { start() }
        }
        return results.compactMap(\.self)
    }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15 }
}
