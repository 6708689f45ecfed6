import Experience
import Reports
import Testing

struct PairedIntervalTests {
    @Test func `a fair share of ones has the binomial's interval`() throws {
        // 100 items, 30 of them +1: mean 0.3, standard error √(0.3·0.7/100) = 0.0458; ±1.96 of it is 0.21 to 0.39.
        var generator = SeededGenerator(seed: 1)
        let differences = (0..<100).map { $0 < 30 ? 1.0 : 0 }
        let interval = try #require(pairedBootstrapInterval(differences, using: &generator))
        #expect(abs(interval.mean - 0.3) < 1e-12)
        #expect(abs(interval.lower - 0.21) <= 0.015)
        #expect(abs(interval.upper - 0.39) <= 0.015)
        #expect(interval.items == 100)
    }

    @Test func `the interval covers the truth about as often as it says`() throws {
        // 200 samples of 60 items with true mean 0.4 − 0.1 = 0.3: about 95 % of intervals hold it.
        var generator = SeededGenerator(seed: 2)
        var covered = 0
        for _ in 0..<200 {
            let differences = (0..<60).map { _ in
                let draw = generator.uniform()
                return draw < 0.4 ? 1.0 : draw < 0.5 ? -1.0 : 0.0
            }
            let interval = try #require(pairedBootstrapInterval(differences, resamples: 400, using: &generator))
            if interval.lower <= 0.3, 0.3 <= interval.upper { covered += 1 }
        }
        // 190 ± 3 standard deviations of √(200·0.95·0.05) = 3.1; the bootstrap is slightly narrow.
        #expect((178...200).contains(covered))
    }

    @Test func `the same differences and seed give the same interval`() {
        var first = SeededGenerator(seed: 3)
        var second = SeededGenerator(seed: 3)
        let differences = [1.0, 0, -1, 1, 1]
        #expect(
            pairedBootstrapInterval(differences, using: &first) == pairedBootstrapInterval(differences, using: &second))
    }

    @Test func `fewer than two items have no interval`() {
        var generator = SeededGenerator(seed: 4)
        #expect(pairedBootstrapInterval([1], using: &generator) == nil)
    }

    @Test func `no change does not clear zero`() {
        var generator = SeededGenerator(seed: 5)
        #expect(pairedBootstrapInterval([0, 0, 0], using: &generator)?.clearsZero == false)
    }
}
