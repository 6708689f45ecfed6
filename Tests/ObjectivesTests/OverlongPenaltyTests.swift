import Objectives
import Testing

struct OverlongPenaltyTests {
    /// The limits of DAPO's paper: 20,480 tokens with the last 4,096 punished.
    @Test(arguments: [
        (0, 0.0), (16_384, 0.0), (16_385, -1.0 / 4096), (18_432, -0.5), (20_479, -4095.0 / 4096), (20_480, -1.0),
        (30_000, -1.0),
    ] as [(Int, Double)])
    func `falls from 0 to −1 over the buffer`(_ length: Int, _ expected: Double) {
        #expect(overlongPenalty(length: length, limit: 20_480, buffer: 4096) == expected)
    }

    @Test func `a buffer of the whole limit starts at the first token`() {
        #expect(overlongPenalty(length: 1, limit: 4, buffer: 4) == -0.25)
    }
}
