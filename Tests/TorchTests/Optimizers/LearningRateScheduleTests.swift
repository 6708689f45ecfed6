import Testing
import Torch

struct LearningRateScheduleTests {
    private func rates(_ shape: LearningRateSchedule.Shape, warmup: Int, total: Int) -> [Double] {
        let schedule = LearningRateSchedule(shape: shape, peak: 8, warmup: warmup, total: total)
        return (0...total).map(schedule.rate)
    }

    private func expect(_ actual: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(actual.count == expected.count, sourceLocation: sourceLocation)
        for (a, e) in zip(actual, expected) { #expect(abs(a - e) < 1e-6, "\(actual)", sourceLocation: sourceLocation) }
    }

    @Test func `constant`() {
        expect(rates(.constant, warmup: 0, total: 3), [8, 8, 8, 8])
    }

    /// Warm-up reaches the peak with its last step.
    @Test func `constant after a warm-up of four`() {
        expect(rates(.constant, warmup: 4, total: 6), [2, 4, 6, 8, 8, 8, 8])
    }

    @Test func `linear to zero`() {
        expect(rates(.linear, warmup: 2, total: 6), [4, 8, 8, 6, 4, 2, 0])
    }

    /// 4·(1 + cos(π·k/4)): 8, 6.828427, 4, 1.171573, 0.
    @Test func `cosine to zero`() {
        expect(rates(.cosine, warmup: 0, total: 4), [8, 6.828427, 4, 1.171573, 0])
    }

    @Test func `past the end it stays at the end`() {
        let schedule = LearningRateSchedule(shape: .cosine, peak: 8, warmup: 0, total: 4)
        #expect(abs(schedule.rate(at: 100)) < 1e-12)
        #expect(LearningRateSchedule(shape: .linear, peak: 8, warmup: 2, total: 2).rate(at: 0) == 4)
    }
}
