import Experience
import Testing

@testable import Evaluation

struct BootstrapTests {
    @Test func `quantiles lie between neighbours`() {
        // Positions .25·3 = .75 and .5·3 = 1.5.
        #expect(abs(quantile([1, 2, 4, 8], 0.25) - 1.75) < 1e-12)
        #expect(abs(quantile([1, 2, 4, 8], 0.5) - 3) < 1e-12)
        #expect(quantile([1, 2, 4, 8], 1) == 8)
        #expect(quantile([5], 0.3) == 5)
    }

    @Test func `the interval is that of a mean`() throws {
        var generator = SeededGenerator(seed: 1)
        let values = (0..<100).map { $0 % 2 == 0 ? 1.0 : 0.0 }
        let interval = try bootstrapInterval(values, generator: &generator)
        // A mean of 100 fair coins: 1/2 ± 1.96·.05 = .402 and .598, in steps of .01.
        #expect(interval.estimate == 0.5)
        #expect(abs(interval.lower - 0.402) < 0.015 && abs(interval.upper - 0.598) < 0.015)
        var constant = SeededGenerator(seed: 2)
        let point = try bootstrapInterval([0.25, 0.25, 0.25], generator: &constant)
        #expect(point.lower == 0.25 && point.upper == 0.25)
    }

    @Test func `the same seed gives the same interval`() throws {
        let values = (0..<37).map { Double($0 * $0 % 11) }
        var (a, b, c) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3), SeededGenerator(seed: 4))
        let first = try bootstrapInterval(values, generator: &a)
        #expect(first == (try bootstrapInterval(values, generator: &b)))
        #expect(first != (try bootstrapInterval(values, generator: &c)))
    }

    @Test func `pairing sees a steady gain that separate means would miss`() throws {
        // Items of very different difficulty, each .1 better: the difference has no spread at all.
        let before = (0..<50).map { Double($0) / 60 }
        let after = before.map { $0 + 0.125 }
        var generator = SeededGenerator(seed: 5)
        let gain = try pairedBootstrap(before: before, after: after, generator: &generator)
        #expect(abs(gain.interval.estimate - 0.125) < 1e-12)
        #expect(abs(gain.interval.lower - 0.125) < 1e-9 && abs(gain.interval.upper - 0.125) < 1e-9)
        #expect(gain.isGain && gain.itemsBetter == 50 && gain.itemsWorse == 0)
        #expect(abs(gain.noGainShare - 1.0 / 10_001) < 1e-12)
    }

    @Test func `no change is no gain`() throws {
        var generator = SeededGenerator(seed: 6)
        let same = try pairedBootstrap(
            before: [0, 1, 0, 1], after: [1, 0, 0, 1], resamples: 2_000, generator: &generator)
        #expect(same.interval.estimate == 0)
        #expect(!same.isGain && same.itemsBetter == 1 && same.itemsWorse == 1)
        #expect(same.interval.lower < 0 && same.interval.upper > 0)
        #expect(same.noGainShare > 0.4)
    }

    @Test func `bad input is refused`() {
        var generator = SeededGenerator(seed: 0)
        #expect(throws: StatisticsError.nothingToAverage) { try bootstrapInterval([], generator: &generator) }
        #expect(throws: StatisticsError.tooFewResamples(5)) {
            try bootstrapInterval([1], resamples: 5, generator: &generator)
        }
        #expect(throws: StatisticsError.unpaired(before: 1, after: 2)) {
            try pairedBootstrap(before: [1], after: [1, 2], generator: &generator)
        }
        #expect(throws: StatisticsError.notFinite(index: 1, value: .infinity)) {
            try bootstrapInterval([1, .infinity], generator: &generator)
        }
    }
}
