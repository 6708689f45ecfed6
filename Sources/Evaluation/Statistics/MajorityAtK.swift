/// The answer most samples agree on.
public struct MajorityVote: Sendable, Hashable {
    /// The answers with the most votes, in the order in which they first appeared; more than one in a tie.
    public var winners: [String]
    /// Votes of each winner.
    public var votes: Int
    /// Samples asked, those without an answer included.
    public var samples: Int

    /// The share of samples that agree with the winner.
    public var share: Double { Double(votes) / Double(samples) }
}

/// The vote of `answers`; samples without an answer do not vote. `nil` where nobody votes.
///
/// Answers are compared as written, so equal numbers must have been brought to one form before.
public func majorityVote(_ answers: [String?]) -> MajorityVote? {
    var votes: [String: Int] = [:]
    var order: [String] = []
    for case .some(let answer) in answers {
        if votes[answer] == nil { order.append(answer) }
        votes[answer, default: 0] += 1
    }
    guard let most = votes.values.max() else { return nil }
    return MajorityVote(winners: order.filter { votes[$0] == most }, votes: most, samples: answers.count)
}

/// Whether the majority of the first k samples is right: 1 or 0, and in a tie the share of the tied
/// answers that are right, which is what drawing one of them gives on average.
///
/// Wang et al. 2022, arXiv:2203.11171 (self-consistency), which leaves ties open.
///
/// - Parameters:
///   - answers: `[n]`, as extracted; `nil` where there was none.
///   - k: 1...n.
///   - isCorrect: whether an answer is right.
public func majorityAtK(
    _ answers: [String?], k: Int, isCorrect: (String) -> Bool
) throws(StatisticsError) -> Double {
    guard k >= 1, k <= answers.count else { throw .kOutOfRange(k: k, samples: answers.count) }
    guard let vote = majorityVote(Array(answers.prefix(k))) else { return 0 }
    return Double(vote.winners.count(where: isCorrect)) / Double(vote.winners.count)
}
