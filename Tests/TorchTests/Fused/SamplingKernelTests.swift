import Foundation
import Testing
import Torch

@EngineActor
struct SamplingKernelTests {
    private let probabilities = [0.05, 0.4, 0.1, 0.15, 0.3]

    /// How often each token is drawn by `draws` evenly spread uniforms: what its probability says, to one draw.
    private func shares(
        _ way: Way, temperature: Double = 1, topK: Int = 0, topP: Double = 1, minP: Double = 0, draws: Int = 2000
    ) throws -> [Double] {
        let row = probabilities.map { Float(Foundation.log($0)) }
        let logits = try Tensor((0..<draws).flatMap { _ in row }, shape: [draws, row.count]).by(way)
        let sampled = try logits.sample(
            temperature: temperature, topK: topK, topP: topP, minP: minP,
            uniforms: (0..<draws).map { (Double($0) + 0.5) / Double(draws) })
        var counts = [Double](repeating: 0, count: row.count)
        for id in sampled.ids { counts[Int(id)] += 1 / Double(draws) }
        return counts
    }

    private func expect(_ actual: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        for (a, e) in zip(actual, expected) { #expect(abs(a - e) < 0.0011, "\(actual)", sourceLocation: sourceLocation) }
    }

    @Test(arguments: Way.all) func `frequencies are the probabilities`(_ way: Way) throws {
        expect(try shares(way), probabilities)
    }

    /// Squares 0.0025, 0.16, 0.01, 0.0225, 0.09 over their sum 0.285.
    @Test(arguments: Way.all) func `a temperature of one half squares the probabilities`(_ way: Way) throws {
        expect(try shares(way, temperature: 0.5), [0.00877, 0.56140, 0.03509, 0.07895, 0.31579])
    }

    /// 0.4 and 0.3 of 0.7.
    @Test(arguments: Way.all) func `top-k keeps the k most probable`(_ way: Way) throws {
        expect(try shares(way, topK: 2), [0, 0.57143, 0, 0, 0.42857])
        expect(try shares(way, topK: 1), [0, 1, 0, 0, 0])
        expect(try shares(way, topK: 99), probabilities)
    }

    /// 0.4 + 0.3 = 0.7 falls short of 0.75, with 0.15 it does not: three of 0.85.
    @Test(arguments: Way.all) func `top-p keeps the smallest set that reaches p`(_ way: Way) throws {
        expect(try shares(way, topP: 0.75), [0, 0.47059, 0, 0.17647, 0.35294])
        expect(try shares(way, topP: 0.01), [0, 1, 0, 0, 0])
    }

    /// A share of 0.3 of 0.4 is 0.12: what is below leaves.
    @Test(arguments: Way.all) func `min-p drops what is far below the most probable`(_ way: Way) throws {
        expect(try shares(way, minP: 0.3), [0, 0.47059, 0, 0.17647, 0.35294])
    }

    /// Top-k 3 leaves 0.4, 0.3, 0.15 of 0.85; 0.4/0.85 + 0.3/0.85 = 0.82 reaches 0.8.
    @Test(arguments: Way.all) func `top-p counts within what top-k left`(_ way: Way) throws {
        expect(try shares(way, topK: 3, topP: 0.8), [0, 0.57143, 0, 0, 0.42857])
    }

    @Test(arguments: Way.all) func `a temperature of 0 takes the most probable, whatever the uniform`(_ way: Way) throws {
        expect(try shares(way, temperature: 0), [0, 1, 0, 0, 0])
    }

    /// The log-probability is of the tempered distribution before truncation: 0.4² over 0.285 is 0.56140.
    @Test(arguments: Way.all) func `log-probabilities are of the tempered distribution`(_ way: Way) throws {
        let logits = try Tensor(probabilities.map { Float(Foundation.log($0)) }, shape: [1, 5]).by(way)
        let tempered = try logits.sample(temperature: 0.5, topK: 2, topP: 1, minP: 0, uniforms: [0])
        #expect(tempered.ids == [1])
        #expect(abs(tempered.logprobs[0] - Float(Foundation.log(0.561404))) < 1e-5)
        let greedy = try logits.sample(temperature: 0, topK: 0, topP: 1, minP: 0, uniforms: [0.9])
        #expect(abs(greedy.logprobs[0] - Float(Foundation.log(0.4))) < 1e-5)
    }

    @Test(arguments: Way.all) func `the last uniforms below 1 draw a token that is kept`(_ way: Way) throws {
        let logits = try Tensor(probabilities.map { Float(Foundation.log($0)) }, shape: [1, 5]).by(way)
        let edge = [0.999_999_999_999_999_9]
        #expect(try logits.sample(temperature: 1, topK: 0, topP: 1, minP: 0, uniforms: edge).ids == [4])
        #expect(try logits.sample(temperature: 1, topK: 2, topP: 1, minP: 0, uniforms: edge).ids == [4])
    }

    @Test(arguments: [0, 2, 4], [0.0, 1.0])
    func `NaN and infinity among the logits are an error`(_ place: Int, _ temperature: Double) throws {
        for bad in [Float.nan, .infinity] {
            var row = [Float](repeating: 0.5, count: 5)
            row[place] = bad
            for way in Way.all {
                let logits = try Tensor([0, 0, 0, 0, 0] + row, shape: [2, 5]).by(way)
                #expect(throws: TorchError("the logits hold NaN or infinity")) {
                    try logits.sample(temperature: temperature, topK: 0, topP: 1, minP: 0, uniforms: [0.5, 0.5])
                }
            }
        }
    }

    @Test(arguments: Way.all) func `a token masked with minus infinity is never drawn`(_ way: Way) throws {
        let logits = try Tensor([-Float.infinity, 0, -Float.infinity, 0], shape: [1, 4]).by(way)
        for uniform in [0, 0.25, 0.75, 0.999_999] {
            let id = try logits.sample(temperature: 1, topK: 0, topP: 1, minP: 0, uniforms: [uniform]).ids[0]
            #expect(id == (uniform < 0.5 ? 1 : 3))
        }
    }

    /// More tokens than a block, and than truncation looks at first: every way draws the same ones.
    @Test(arguments: [(0, 1.0, 0.0), (5000, 1.0, 0.0), (0, 0.5, 0.0), (0, 0.999, 0.0), (0, 1.0, 0.4), (3, 0.9, 0.1)] as [(Int, Double, Double)])
    func `many tokens are drawn from alike in every way`(_ rule: (topK: Int, topP: Double, minP: Double)) throws {
        let rows = 64, words = 6000
        // No two alike, so that none stands in another's place.
        let logits = try Tensor((0..<rows * words).map { Float($0 * 7919 % 1_000_003) / 2e5 }, shape: [rows, words])
        let uniforms = (0..<rows).map { (Double($0) + 0.37) / Double(rows) }
        func draw(_ way: Way) throws -> SampledTokens {
            try logits.by(way).sample(
                temperature: 0.9, topK: rule.topK, topP: rule.topP, minP: rule.minP, uniforms: uniforms)
        }
        let expected = try draw(Way.all[0])
        #expect(Set(expected.ids).count > 32)
        for way in Way.all.dropFirst() {
            let drawn = try draw(way)
            // A rounding apart, a uniform may fall on the other side of a border between two of 6000 tokens.
            let moved = zip(drawn.ids, expected.ids).filter { $0 != $1 }.count
            #expect(moved <= 1, "\(way): \(moved) of \(rows) draws differ")
            for (index, pair) in zip(drawn.logprobs, expected.logprobs).enumerated() where drawn.ids[index] == expected.ids[index] {
                #expect(abs(pair.0 - pair.1) < 1e-4, "\(way)")
            }
        }
    }
}
