import Testing

@testable import Evaluation

struct PassAtKTests {
    @Test func `small cases by counting`() throws {
        // C(3,2)/C(5,2) = 3/10 pairs of five hold no right one of two.
        #expect(abs(try passAtK(samples: 5, correct: 2, k: 2) - 0.7) < 1e-12)
        // C(6,4)/C(8,4) = 15/70.
        #expect(abs(try passAtK(samples: 8, correct: 2, k: 4) - 55.0 / 70) < 1e-12)
        #expect(abs(try passAtK(samples: 8, correct: 3, k: 1) - 0.375) < 1e-12)
        #expect(try passAtK(samples: 8, correct: 0, k: 8) == 0)
        #expect(try passAtK(samples: 8, correct: 1, k: 8) == 1)
        #expect(try passAtK(samples: 8, correct: 5, k: 4) == 1)
    }

    @Test func `large counts do not overflow`() throws {
        // c = 1: 1 − C(n−1,k)/C(n,k) = k/n.
        #expect(abs(try passAtK(samples: 100_000, correct: 1, k: 50_000) - 0.5) < 1e-9)
    }

    @Test func `the mean is over items`() throws {
        // 1/4 and 3/4.
        #expect(abs(try meanPassAtK(correct: [1, 3], samples: 4, k: 1) - 0.5) < 1e-12)
    }

    @Test func `impossible counts are refused`() {
        #expect(throws: StatisticsError.kOutOfRange(k: 9, samples: 8)) { try passAtK(samples: 8, correct: 1, k: 9) }
        #expect(throws: StatisticsError.kOutOfRange(k: 0, samples: 8)) { try passAtK(samples: 8, correct: 1, k: 0) }
        #expect(throws: StatisticsError.countOutOfRange(count: 9, of: 8)) { try passAtK(samples: 8, correct: 9, k: 1) }
        #expect(throws: StatisticsError.countOutOfRange(count: 0, of: 0)) { try passAtK(samples: 0, correct: 0, k: 1) }
        #expect(throws: StatisticsError.nothingToAverage) { try meanPassAtK(correct: [], samples: 4, k: 1) }
        #expect(
            StatisticsError.kOutOfRange(k: 9, samples: 8).description == "k is 9, but there are 8 samples; use 1 to 8")
    }
}
