import Foundation
import TestSupport

/// `fixtures.json` of a parity model: what `transformers` computed from the same weights.
struct ParityFixtures: Decodable {
    struct Tolerance: Decodable {
        let logits_abs: Double
        let loss_abs: Double
        let grad_norm_rel: Double
        let adamw_loss_abs: Double
    }
    struct AdamW: Decodable {
        let lr: Double
        let betas: [Double]
        let eps: Double
        let weight_decay: Double
        let loss_before_each_step_then_after_5: [Double]
    }
    struct Greedy: Decodable {
        let prompt: [Int32]
        let continuation: [Int32]
    }
    struct Padded: Decodable {
        let input_ids: [[Int32]]
        let attention_mask: [[Int]]
    }
    let name: String
    let suggested_tolerance: Tolerance
    let input_ids: [Int32]
    let logits_last: [Float]
    let short_input_ids: [Int32]
    let short_logits_last: [Float]
    let long_input_ids: [Int32]
    let long_logits_last: [Float]
    let loss: Double
    let token_logprobs: [Float]
    let entropy_per_position: [Float]
    let grad_l2: [String: Double]
    let grad_l2_total: Double
    let adamw: AdamW
    let greedy: Greedy
    let left_padded_batch: Padded

    /// Our own fixtures, and those of ../shared/data where they are.
    static var models: [URL] {
        [Checkout.models, SharedData.file("parity-models")].compactMap(\.self).flatMap { folder -> [URL] in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.sorted().map { folder.appendingPathComponent($0) }
        }
    }

    static func load(_ model: URL) throws -> ParityFixtures {
        try JSONDecoder().decode(ParityFixtures.self, from: Data(contentsOf: model.appendingPathComponent("fixtures.json")))
    }
}
