import Objectives
import Testing

struct AggregationTests {
    /// Completions of 5, 3, 4 and 1 tokens: 13 tokens in all.
    private func expect(_ aggregation: Aggregation, _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        for (length, weight) in zip([5, 3, 4, 1], expected) {
            let actual = aggregation.weight(length: length, completions: 4, tokens: 13)
            #expect(abs(actual - weight) < 1e-9, sourceLocation: sourceLocation)
        }
    }

    /// 1/13.
    @Test func `token mean weighs every token alike`() {
        expect(.tokenMean, [0.0769230769, 0.0769230769, 0.0769230769, 0.0769230769])
    }

    /// 1/(4·5), 1/(4·3), 1/(4·4), 1/(4·1).
    @Test func `sequence mean weighs every completion alike`() {
        expect(.sequenceMean, [0.05, 0.0833333333, 0.0625, 0.25])
    }

    /// 1/(4·8).
    @Test func `a constant does not look at lengths`() {
        expect(.constant(length: 8), [0.03125, 0.03125, 0.03125, 0.03125])
    }

    @Test func `an empty batch divides by nothing`() {
        for aggregation in [Aggregation.tokenMean, .sequenceMean, .constant(length: 0)] {
            #expect(aggregation.weight(length: 0, completions: 0, tokens: 0) == 1)
        }
    }
}
