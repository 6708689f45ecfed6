import Foundation
import Objectives
import TestSupport
import Torch

/// `objectives.json`: four completions of 5, 3, 4 and 1 tokens over 6 words, and what PyTorch's float64 autograd
/// makes of them.
struct ObjectiveFixtures: Decodable {
    struct Aggregated: Decodable {
        let value: Double
        let gradient: [[[Double]]]
    }
    struct Loss: Decodable {
        let settings: [String: Double]
        let token: [[Double]]
        let token_mean: Aggregated
        let sequence_mean: Aggregated
        let constant: Aggregated
    }
    struct Group: Decodable {
        let rewards: [Double]
        let group_relative: [Double]
        let centred: [Double]
        let leave_one_out: [Double]
    }
    struct Advantages: Decodable {
        let epsilon: Double
        let groups: [Group]
    }

    let temperature: Double
    let constant_length: Int
    let logits: [[[Double]]]
    let targets: [[Int64]]
    let mask: [[Double]]
    let advantages: [Double]
    let old_logprobs: [[Double]]
    let ref_logprobs: [[Double]]
    let logprobs: [[Double]]
    let losses: [String: Loss]
    let advantages_from_rewards: Advantages

    static func load() throws -> ObjectiveFixtures {
        try JSONDecoder().decode(
            ObjectiveFixtures.self, from: Data(contentsOf: Checkout.fixtures.appending(path: "objectives.json")))
    }

    /// Places of real tokens, completion by completion.
    var places: [(row: Int, column: Int)] {
        mask.indices.flatMap { row in mask[row].indices.filter { mask[row][$0] == 1 }.map { (row, $0) } }
    }

    func unpadded(_ values: [[Double]]) -> [Float] { places.map { Float(values[$0.row][$0.column]) } }

    func lengths(_ rows: Range<Int>) -> [Int] { rows.map { mask[$0].count { $0 == 1 } } }
}

/// Some completions of the fixture as a batch, with the logits its gradient goes to.
@EngineActor
struct FixtureBatch {
    let logits: Tensor
    let batch: PolicyBatch

    /// - Parameters:
    ///   - rows: the completions taken; the weights are always those of all of them.
    ///   - onPolicy: the policy's own log-probabilities stand for `old`.
    init(
        _ fixtures: ObjectiveFixtures, rows: Range<Int> = 0..<4, aggregation: Aggregation, onPolicy: Bool = false
    ) throws {
        let places = fixtures.places.filter { rows.contains($0.row) }
        let vocabulary = fixtures.logits[0][0].count
        logits = try Tensor(
            places.flatMap { fixtures.logits[$0.row][$0.column].map { Float($0) } }, shape: [places.count, vocabulary])
        try logits.setRequiresGradient(true)
        // An identity for the head makes the hidden rows the logits.
        let head = try Tensor(
            (0..<vocabulary * vocabulary).map { $0 % (vocabulary + 1) == 0 ? Float(1) : 0 }, shape: [vocabulary, vocabulary])
        let scored = try logits.tokenLogprobs(
            weight: head, targets: Tensor(places.map { fixtures.targets[$0.row][$0.column] }),
            temperature: fixtures.temperature)
        let all = fixtures.lengths(0..<4)
        let tokens = all.reduce(0, +)
        batch = PolicyBatch(
            logprobs: scored.logprobs,
            old: onPolicy
                ? try scored.logprobs.detached() : try Tensor(places.map { Float(fixtures.old_logprobs[$0.row][$0.column]) }),
            reference: try Tensor(places.map { Float(fixtures.ref_logprobs[$0.row][$0.column]) }),
            entropy: scored.entropy, advantages: try Tensor(places.map { Float(fixtures.advantages[$0.row]) }),
            weights: try Tensor(
                places.map { Float(aggregation.weight(length: all[$0.row], completions: 4, tokens: tokens)) }),
            sequences: try Tensor(places.map { Int64($0.row - rows.lowerBound) }),
            lengths: try Tensor(fixtures.lengths(rows).map(Float.init)))
    }
}

func largestDifference(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Float {
    guard a.count == b.count, a.allSatisfy(\.isFinite) else { return .infinity }
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
