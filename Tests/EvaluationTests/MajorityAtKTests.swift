import Testing

@testable import Evaluation

struct MajorityAtKTests {
    @Test func `most votes win, and silence does not vote`() throws {
        let vote = try #require(majorityVote(["4", nil, "5", "4", nil, nil]))
        #expect(vote == MajorityVote(winners: ["4"], votes: 2, samples: 6))
        #expect(abs(vote.share - 1.0 / 3) < 1e-12)
        #expect(majorityVote([nil, nil]) == nil)
        #expect(majorityVote([]) == nil)
    }

    @Test func `the first k samples count, and a tie earns its share`() throws {
        let answers: [String?] = ["3", "4", "4", "3", "3"]
        #expect(try majorityAtK(answers, k: 1) { $0 == "4" } == 0)
        // 3 and 4 are tied, one of them is right.
        #expect(try majorityAtK(answers, k: 2) { $0 == "4" } == 0.5)
        #expect(try majorityAtK(answers, k: 3) { $0 == "4" } == 1)
        #expect(try majorityAtK(answers, k: 5) { $0 == "4" } == 0)
        #expect(try majorityAtK([nil, nil], k: 2) { _ in true } == 0)
        #expect(throws: StatisticsError.kOutOfRange(k: 6, samples: 5)) { try majorityAtK(answers, k: 6) { _ in true } }
    }
}
