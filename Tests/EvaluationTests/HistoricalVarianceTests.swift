import Foundation
import TestSupport
import Testing

@testable import Evaluation

struct HistoricalVarianceTests {
    @Test func `the variance divides by the number of epochs`() {
        // mean 1/2, squares 1/4 each.
        #expect(historicalVariance([0, 1, 0, 1]) == 0.25)
        // mean 1/4: (1/16 + 1/16 + 4/16)/3
        #expect(abs(historicalVariance([0, 0, 0.75]) - 0.125) < 1e-15)
        #expect(historicalVariance([0.5]) == 0)
        #expect(historicalVariance([]) == 0)
    }

    @Test func `equal ones keep their order`() throws {
        let ranked = try rankByHistoricalVariance([
            (id: "a", accuracy: [1, 1]), (id: "b", accuracy: [0, 1]), (id: "c", accuracy: [0, 0, 0]),
            (id: "d", accuracy: [1, 0]),
        ])
        #expect(ranked.map(\.id) == ["b", "d", "a", "c"])
        #expect(ranked.map(\.rank) == [1, 2, 3, 4])
        #expect(ranked.map(\.mean) == [0.5, 0.5, 1, 0])
        #expect(throws: StatisticsError.emptyHistory(id: "e")) {
            try rankByHistoricalVariance([(id: "e", accuracy: [])])
        }
    }

    static let history = SharedData.file("training/one-shot-rlvr/acc_step_500.json")

    /// The released history of One-Shot-RLVR.
    @Test(.enabled(if: Self.history != nil))
    func `the ranking of One-Shot-RLVR`() throws {
        let data = try Data(contentsOf: try #require(Self.history))
        let accuracies = try JSONDecoder().decode([String: [Double]].self, from: data)
        #expect(accuracies.count == 1209)
        // 100 and 291 have the same variance, 13853/186624; the released order has 100 first.
        let histories = accuracies.sorted { $0.key < $1.key }.map { (id: $0.key, accuracy: $0.value) }
        let ranked = try rankByHistoricalVariance(histories)
        #expect(
            ranked.prefix(20).map(\.id) == [
                "124", "267", "531", "931", "212", "25", "568", "131", "649", "724", "875", "925", "682", "100", "291",
                "50",
                "870", "229", "948", "1146",
            ])
        #expect(ranked.count { $0.variance == 0 } == 104)
        for (id, variance, mean) in [
            ("124", 0.1655, 0.441), ("267", 0.1569, 0.350), ("682", 0.0743, 0.549), ("60", 0.0115, 0.077),
        ] {
            let example = try #require(ranked.first { $0.id == id })
            #expect(abs(example.variance - variance) < 5.1e-5, "\(example)")
            #expect(abs(example.mean - mean) < 5.1e-4, "\(example)")
        }
    }
}
