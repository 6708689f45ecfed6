import Testing

@testable import Evaluation

struct ConfidenceIntervalTests {
    @Test(arguments: [
        (0.975, 1.959963984540054), (0.995, 2.5758293035489004), (0.5, 0.0), (0.0227501319481792, -2.0),
        (1e-9, -5.99780701500769),
    ])
    func `normal quantiles`(probability: Double, expected: Double) {
        #expect(abs(normalQuantile(probability) - expected) < 1e-9)
    }

    @Test func `Wilson's interval by hand`() throws {
        // n = 10, p = 1/2, z² = 3.841459: centre 1/2, half-width
        // 1.959964 / 1.3841459 · √(.025 + 3.841459/400) = 1.416010 · √.034603647 = .263407
        let half = try wilsonInterval(successes: 5, trials: 10)
        #expect(half.estimate == 0.5)
        #expect(abs(half.lower - 0.236593) < 1e-5 && abs(half.upper - 0.763407) < 1e-5)
        // c = 0: from 0 to z²/(n + z²) = 3.841459/13.841459.
        let none = try wilsonInterval(successes: 0, trials: 10)
        #expect(none.lower == 0 && abs(none.upper - 0.277533) < 1e-5)
        let all = try wilsonInterval(successes: 10, trials: 10)
        #expect(all.upper == 1 && abs(all.lower - 0.722467) < 1e-5)
    }

    @Test func `impossible arguments are refused`() {
        #expect(throws: StatisticsError.countOutOfRange(count: 1, of: 0)) {
            try wilsonInterval(successes: 1, trials: 0)
        }
        #expect(throws: StatisticsError.confidenceOutOfRange(95)) {
            try wilsonInterval(successes: 1, trials: 2, confidence: 95)
        }
    }
}
