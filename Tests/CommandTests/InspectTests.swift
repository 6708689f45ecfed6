import Foundation
import TestSupport
import Testing

struct InspectTests {
    private struct Fixtures: Decodable {
        struct Greedy: Decodable { let prompt: [Int]; let continuation: [Int] }
        let input_ids: [Int]
        let logits_last: [Double]
        let loss: Double
        let greedy: Greedy
    }
    private struct Computed: Decodable { let logits_last: [Double]; let loss: Double; let greedy: [Int] }

    private static let models = Checkout.models

    private func inspect(_ model: URL, _ tokens: [Int]) throws -> Computed {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let ids = tokens.map(String.init).joined(separator: ",")
        let outcome = try Command.run(["inspect", model.path, "--tokens", ids, "--json", "--device", "cpu"], in: folder)
        #expect(outcome.code == 0, "\(outcome.complaint)")
        return try JSONDecoder().decode(Computed.self, from: Data(outcome.output.utf8))
    }

    @Test(arguments: ["qwen2", "llama-rope-llama3", "gemma3", "gpt2"])
    func `what transformers computed comes back as JSON`(_ name: String) throws {
        let model = Self.models.appendingPathComponent(name)
        let fixtures = try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: model.appendingPathComponent("fixtures.json")))
        let computed = try inspect(model, fixtures.input_ids)
        #expect(computed.logits_last.count == fixtures.logits_last.count)
        for (a, e) in zip(computed.logits_last, fixtures.logits_last) { #expect(abs(a - e) < 1e-3) }
        #expect(abs(computed.loss - fixtures.loss) < 1e-4)
        #expect(try inspect(model, fixtures.greedy.prompt).greedy == fixtures.greedy.continuation)
    }
}
