import Objectives
import Testing

struct GroupRelativeAdvantagesTests {
    private func group(_ size: Int, correct: Int) -> [Double] {
        (0..<size).map { $0 < correct ? 1 : 0 }
    }

    /// k of 8 correct; the deviation is the sample's, ε = 1e-6. Reference: the released run's own code.
    @Test(arguments: [
        (1, 2.4749, -0.3536), (2, 1.6202, -0.5401), (3, 1.2076, -0.7246), (4, 0.9354, -0.9354), (5, 0.7246, -1.2076),
        (6, 0.5401, -1.6202), (7, 0.3536, -2.4749),
    ])
    func `k of eight correct`(_ k: Int, _ right: Double, _ wrong: Double) throws {
        let advantages = try groupRelativeAdvantages(group(8, correct: k))
        for (index, advantage) in advantages.enumerated() {
            #expect(abs(advantage - (index < k ? right : wrong)) < 5e-5)
        }
    }

    @Test(arguments: [0, 8])
    func `equal rewards credit nobody`(_ k: Int) throws {
        #expect(try groupRelativeAdvantages(group(8, correct: k)) == [Double](repeating: 0, count: 8))
    }

    /// 0.1 three times has a mean that is not 0.1 in binary; the deviation would blow its rounding up.
    @Test func `equal fractions credit nobody`() throws {
        #expect(try groupRelativeAdvantages([0.1, 0.1, 0.1], epsilon: 0) == [0, 0, 0])
        #expect(try leaveOneOutAdvantages([0.1, 0.1, 0.1]) == [0, 0, 0])
        #expect(try batchScaledAdvantages([[1, 1], [1, 1]], epsilon: 0) == [[0, 0], [0, 0]])
    }

    @Test func `one and half of thirty-two correct`() throws {
        let one = try groupRelativeAdvantages(group(32, correct: 1))
        #expect(abs(one[0] - 5.48) < 5e-3)
        #expect(abs(one[1] + 0.1768) < 5e-5)
        let half = try groupRelativeAdvantages(group(32, correct: 16))
        #expect(abs(half[0] - 0.9842) < 1e-4)
        #expect(abs(half[31] + 0.9842) < 1e-4)
    }

    @Test func `TRL's epsilon of 1e-4`() throws {
        let one = try groupRelativeAdvantages(group(8, correct: 1), epsilon: 1e-4)
        #expect(abs(one[0] - 2.47417) < 1e-5)
        #expect(abs(one[1] + 0.35345) < 1e-5)
        #expect(abs(try groupRelativeAdvantages(group(8, correct: 4), epsilon: 1e-4)[0] - 0.93524) < 1e-5)
    }

    @Test func `groups of the fixture, each estimator`() throws {
        let fixtures = try ObjectiveFixtures.load().advantages_from_rewards
        #expect(fixtures.groups.count == 3)
        for group in fixtures.groups {
            let pairs = [
                (try groupRelativeAdvantages(group.rewards, epsilon: fixtures.epsilon), group.group_relative),
                (try centredAdvantages(group.rewards), group.centred),
                (try leaveOneOutAdvantages(group.rewards), group.leave_one_out),
            ]
            for (actual, expected) in pairs {
                #expect(actual.count == expected.count)
                for (a, e) in zip(actual, expected) { #expect(abs(a - e) < 1e-9) }
            }
        }
    }

    @Test func `a group of one has no baseline`() {
        #expect(throws: AdvantageError.groupTooSmall(1)) { try groupRelativeAdvantages([1]) }
        #expect(throws: AdvantageError.groupTooSmall(0)) { try centredAdvantages([]) }
        #expect(throws: AdvantageError.groupTooSmall(1)) { try leaveOneOutAdvantages([1]) }
        #expect(throws: AdvantageError.groupTooSmall(1)) { try batchScaledAdvantages([[1, 0], [1]]) }
        #expect(
            AdvantageError.groupTooSmall(1).description
                == "a group of 1 has no baseline; raise method.num_generations to 2 or more")
    }

    /// RLOO: each against the mean of the two others: 1 − 0.25, 0.5 − 0.5, 0 − 0.75.
    @Test func `leave one out`() throws {
        #expect(try leaveOneOutAdvantages([1, 0.5, 0]) == [0.75, 0, -0.75])
    }

    /// Lite PPO: rewards 1, 0, 1, 1 have mean 3/4 and variance (3·1/16 + 9/16)/3 = 1/4; the groups centre on 1/2 and 1.
    @Test func `the batch's deviation scales the group's differences`() throws {
        #expect(try batchScaledAdvantages([[1, 0], [1, 1]], epsilon: 0) == [[1, -1], [0, 0]])
    }

    /// REINFORCE++: reward 1 on 3 tokens and 0 on 1: mean 3/4, variance (3·1/16 + 9/16)/4 = 3/16;
    /// (1/4)/(√3/4) = 1/√3 and (−3/4)/(√3/4) = −√3.
    @Test func `whitening counts a reward once for each of its tokens`() {
        let advantages = whitenedAdvantages([[1, 0]], lengths: [[3, 1]], epsilon: 0)
        #expect(abs(advantages[0][0] - 0.577350) < 1e-6)
        #expect(abs(advantages[0][1] + 1.732051) < 1e-6)
        // Over several groups the batch is one: 1, 1, 0, 0 with a token each has mean 1/2 and deviation 1/2.
        #expect(whitenedAdvantages([[1, 1], [0, 0]], lengths: [[1, 1], [1, 1]], epsilon: 0) == [[1, 1], [-1, -1]])
        #expect(whitenedAdvantages([[1, 0]], lengths: [[0, 0]]) == [[0, 0]])
    }
}
