import Methods
import Testing

@testable import Recipes

struct PretrainSettingsTests {
    private func problems(_ method: String) -> [String] {
        do {
            _ = try RecipeReader.standard.read(yaml: "method:\n  name: pretrain\n" + method, place: "p.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `it needs no model, and tokens or steps`() {
        #expect(problems("  tokens: 1_000\n") == [])
        #expect(problems("  steps: 10\n") == [])
        #expect(
            problems("  batch_size: 2\n") == [
                "p.yaml:2: method.tokens: neither tokens nor steps is given; give one of them"
            ])
        #expect(
            problems("  tokens: 5\n  steps: 1\n") == [
                "p.yaml:3: method.tokens: tokens and steps are both given; give one of them"
            ])
    }

    @Test func `heads must divide the width`() {
        #expect(
            problems("  steps: 1\n  num_attention_heads: 3\n  num_key_value_heads: 2\n") == [
                "p.yaml:4: method.num_attention_heads: 160 does not divide into 3 heads of even width",
                "p.yaml:5: method.num_key_value_heads: 3 heads cannot share 2 keys and values evenly",
            ])
        #expect(
            problems("  steps: 1\n  vocabulary_size: 200\n") == [
                "p.yaml:4: method.vocabulary_size: 200 is too small; 256 bytes and the end of text need a token each; use 257 or more"
            ])
    }
}
