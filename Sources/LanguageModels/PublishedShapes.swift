import Foundation

/// Shapes of models that recipes name, as their publishers' `config.json` gives them, so that a dry run needs neither
/// weights nor network.
public enum PublishedShapes {
    struct Row {
        let name: String
        let type: String
        let hidden: Int, intermediate: Int, layers: Int, heads: Int, keyValueHeads: Int
        var headSize: Int?
        let vocabulary: Int
        let tied: Bool
    }

    /// Names, as on the Hugging Face hub.
    public static var names: [String] { rows.map(\.name) }

    /// The configuration of a published model; `nil` where the name is not in the table. A fine-tuned relative of the
    /// same size (`-Instruct`, `-Math`, `-Coder`) has the shape of its base.
    public static func configuration(_ name: String) -> DecoderConfiguration? {
        guard let row = rows.first(where: { $0.name == base(of: name) }) else { return nil }
        return try? DecoderConfiguration(json: row.json, path: name)
    }

    private static func base(of name: String) -> String {
        ["-Math", "-Coder"].reduce(name.replacing("-Instruct", with: "")) { $0.replacing($1, with: "") }
    }

    private static let rows: [Row] = [
        qwen2("Qwen/Qwen2.5-0.5B", 896, 4864, 24, 14, 2), qwen2("Qwen/Qwen2.5-1.5B", 1536, 8960, 28, 12, 2),
        qwen2("Qwen/Qwen2.5-3B", 2048, 11008, 36, 16, 2), qwen2("Qwen/Qwen2.5-7B", 3584, 18944, 28, 28, 4, large: true),
        qwen2("Qwen/Qwen2.5-14B", 5120, 13824, 48, 40, 8, large: true),
        qwen3("Qwen/Qwen3-0.6B", 1024, 3072, 28, 16), qwen3("Qwen/Qwen3-1.7B", 2048, 6144, 28, 16),
        qwen3("Qwen/Qwen3-4B", 2560, 9728, 36, 32), qwen3("Qwen/Qwen3-8B", 4096, 12288, 36, 32, tied: false),
        llama("meta-llama/Llama-3.2-1B", 2048, 8192, 16, 32, 8, 128_256, tied: true),
        llama("meta-llama/Llama-3.2-3B", 3072, 8192, 28, 24, 8, 128_256, tied: true),
        llama("meta-llama/Llama-3.1-8B", 4096, 14336, 32, 32, 8, 128_256, tied: false),
        llama("mistralai/Mistral-7B-v0.1", 4096, 14336, 32, 32, 8, 32_000, tied: false),
        llama("HuggingFaceTB/SmolLM2-135M", 576, 1536, 30, 9, 3, 49_152, tied: true),
        llama("HuggingFaceTB/SmolLM2-360M", 960, 2560, 32, 15, 5, 49_152, tied: true),
        llama("HuggingFaceTB/SmolLM2-1.7B", 2048, 8192, 24, 32, 32, 49_152, tied: true),
    ]

    private static func qwen2(
        _ name: String, _ hidden: Int, _ intermediate: Int, _ layers: Int, _ heads: Int, _ keyValueHeads: Int,
        large: Bool = false
    ) -> Row {
        Row(
            name: name, type: "qwen2", hidden: hidden, intermediate: intermediate, layers: layers, heads: heads,
            keyValueHeads: keyValueHeads, vocabulary: large ? 152_064 : 151_936, tied: !large)
    }

    private static func qwen3(
        _ name: String, _ hidden: Int, _ intermediate: Int, _ layers: Int, _ heads: Int, tied: Bool = true
    ) -> Row {
        Row(
            name: name, type: "qwen3", hidden: hidden, intermediate: intermediate, layers: layers, heads: heads,
            keyValueHeads: 8, headSize: 128, vocabulary: 151_936, tied: tied)
    }

    private static func llama(
        _ name: String, _ hidden: Int, _ intermediate: Int, _ layers: Int, _ heads: Int, _ keyValueHeads: Int,
        _ vocabulary: Int, tied: Bool
    ) -> Row {
        Row(
            name: name, type: "llama", hidden: hidden, intermediate: intermediate, layers: layers, heads: heads,
            keyValueHeads: keyValueHeads, vocabulary: vocabulary, tied: tied)
    }
}

extension PublishedShapes.Row {
    /// The part of `config.json` that sets sizes.
    var json: Data {
        let head = headSize.map { "\"head_dim\":\($0)," } ?? ""
        return Data(
            """
            {"model_type":"\(type)","vocab_size":\(vocabulary),"hidden_size":\(hidden),
            "intermediate_size":\(intermediate),"num_hidden_layers":\(layers),"num_attention_heads":\(heads),\(head)
            "num_key_value_heads":\(keyValueHeads),"max_position_embeddings":4096,"rope_theta":10000.0,
            "rms_norm_eps":1e-6,"tie_word_embeddings":\(tied)}
            """.utf8)
    }
}
