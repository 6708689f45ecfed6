import Environments
import Experience
public import RunStore

/// The figures of one suite, from its stored rows.
///
/// A sample whose verifier's infrastructure failed says nothing: it is left out of every share, and counted.
public struct SuiteResult: Sendable, Codable, Hashable {
    /// One share with its interval.
    public struct Figure: Sendable, Codable, Hashable {
        public var value: Double
        /// Standard error over items.
        public var standardError: Double
        /// 95 per cent.
        public var lower: Double
        public var upper: Double
        /// `wilson`, or `bootstrap` over items where an item has several samples.
        public var method: String

        enum CodingKeys: String, CodingKey {
            case value, lower, upper, method
            case standardError = "stderr"
        }
    }

    public struct Family: Sendable, Codable, Hashable {
        public var name: String
        public var items: Int
        public var figure: Figure
        public var passAtK: [Int: Double]

        enum CodingKeys: String, CodingKey {
            case name, items, figure
            case passAtK = "pass_at_k"
        }
    }

    public var suite: String
    public var protocolName: String
    public var items: Int
    public var publishedItems: Int?
    /// Completions of each item.
    public var samples: Int
    /// What the protocol reports: `accuracy`, `avg@k`, `pass@1` or `maj@k`.
    public var metric: String
    public var figure: Figure
    /// Unbiased, by k.
    public var passAtK: [Int: Double]
    /// Whether the answer of most samples is right; `nil` for single samples and for programs.
    public var majority: Figure?
    public var families: [Family]
    public var verdicts: [String: Int]
    public var meanTokens: Double
    /// Items whose prompt was too long for the model: counted as wrong.
    public var unaskable: Int
    /// Of sampling and judging.
    public var seconds: Double
    public var departures: [String]

    enum CodingKeys: String, CodingKey {
        case suite, items, samples, metric, figure, majority, families, verdicts, unaskable, seconds, departures
        case protocolName = "protocol"
        case publishedItems = "published_items"
        case passAtK = "pass_at_k"
        case meanTokens = "mean_tokens"
    }

    /// - Parameter ks: of pass@k; larger ones than there are samples are passed over.
    /// - Throws: `StatisticsError.nothingToAverage` where no row was judged.
    public init(_ rows: [SampleRow], of set: EvaluationSet, ks: [Int], unaskable: Int, seconds: Double, bootstrapSeed: UInt64) throws {
        suite = set.name
        protocolName = "\(set.evaluation.name) v\(set.evaluation.version)"
        publishedItems = set.publishedCount
        samples = set.evaluation.samples
        self.unaskable = unaskable
        self.seconds = seconds
        departures = set.evaluation.departures
        verdicts = Dictionary(grouping: rows, by: \.verdict.rawValue).mapValues(\.count)
        meanTokens = rows.isEmpty ? 0 : Double(rows.reduce(0) { $0 + $1.tokenCount }) / Double(rows.count)
        let items = Items(rows, sameAnswer: set.evaluation.sameAnswer)
        self.items = items.all.count
        let seed = bootstrapSeed
        let most = set.evaluation.samples
        let ks = Array(Set(ks + [1, most])).filter { $0 <= most }.sorted()
        passAtK = try Self.passAtK(items.all, ks)
        majority = samples > 1 && set.evaluation.sameAnswer != nil ? try Self.figure(items.all.map(\.majority), seed: seed) : nil
        let isMajority = set.evaluation.metric == .majority
        figure = try Self.figure(items.all.map { isMajority ? $0.majority : $0.share }, seed: seed)
        let families = try items.families.map { name, members in
            Family(
                name: name, items: members.count,
                figure: try Self.figure(members.map { isMajority ? $0.majority : $0.share }, seed: seed), passAtK: try Self.passAtK(members, ks))
        }
        self.families = families
        metric = set.evaluation.metric.rawValue.replacing("@k", with: "@\(samples)")
    }

    /// Shares of items; all 0 or 1 get the score interval, others the bootstrap's.
    private static func figure(_ shares: [Double], seed: UInt64) throws(StatisticsError) -> Figure {
        guard !shares.isEmpty else { throw .nothingToAverage }
        let n = Double(shares.count)
        let mean = shares.reduce(0, +) / n
        let variance = shares.count > 1 ? shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) : 0
        let error = (variance / n).squareRoot()
        if shares.allSatisfy({ $0 == 0 || $0 == 1 }) {
            let interval = try wilsonInterval(successes: shares.count { $0 == 1 }, trials: shares.count)
            return Figure(value: mean, standardError: error, lower: interval.lower, upper: interval.upper, method: "wilson")
        }
        var generator = SeededGenerator(seed: seed, stream: "bootstrap")
        let interval = try bootstrapInterval(shares, generator: &generator)
        return Figure(value: mean, standardError: error, lower: interval.lower, upper: interval.upper, method: "bootstrap")
    }

    /// Means over the items that have k judged samples.
    private static func passAtK(_ items: [Items.Item], _ ks: [Int]) throws(StatisticsError) -> [Int: Double] {
        var found: [Int: Double] = [:]
        for k in ks {
            var sum = 0.0
            var count = 0
            for item in items where item.judged >= k {
                sum += try Evaluation.passAtK(samples: item.judged, correct: item.correct, k: k)
                count += 1
            }
            if count > 0 { found[k] = sum / Double(count) }
        }
        return found
    }
}

/// Rows by item.
struct Items {
    struct Item {
        var id: String
        var judged: Int
        var correct: Int
        /// Right samples over judged ones.
        var share: Double
        /// Whether the majority is right; in a tie the share of the tied answers that are.
        var majority: Double
    }

    /// In the order of the suite; items without a judged sample are left out.
    var all: [Item] = []
    /// In the order of their first item.
    var families: [(name: String, items: [Item])] = []

    init(_ rows: [SampleRow], sameAnswer: ((String, String) -> Bool)?) {
        var places: [Int: [SampleRow]] = [:]
        for row in rows { places[row.place, default: []].append(row) }
        for place in places.keys.sorted() {
            let all = places[place] ?? []
            let samples = all.filter { $0.verdict != .infrastructureFailure }
            guard let first = samples.first else { continue }
            let correct = samples.count { $0.isCorrect }
            let item = Item(
                id: first.itemID, judged: samples.count, correct: correct, share: Double(correct) / Double(samples.count),
                majority: sameAnswer.map { Self.majority(samples, $0) } ?? .nan)
            self.all.append(item)
            if let index = families.firstIndex(where: { $0.name == first.family }) {
                families[index].items.append(item)
            } else {
                families.append((first.family, [item]))
            }
        }
    }

    private static func majority(_ samples: [SampleRow], _ sameAnswer: (String, String) -> Bool) -> Double {
        var kinds: [(answer: String, isRight: Bool)] = []
        let votes = samples.map { row -> String? in
            guard let answer = row.answer, !answer.isEmpty else { return nil }
            if let index = kinds.firstIndex(where: { sameAnswer($0.answer, answer) }) {
                kinds[index].isRight = kinds[index].isRight || row.isCorrect
                return kinds[index].answer
            }
            kinds.append((answer, row.isCorrect))
            return answer
        }
        guard let vote = majorityVote(votes) else { return 0 }
        return Double(vote.winners.count { winner in kinds.contains { $0.answer == winner && $0.isRight } }) / Double(vote.winners.count)
    }
}
