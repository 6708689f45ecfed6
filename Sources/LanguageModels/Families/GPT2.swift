import Foundation

extension DecoderConfiguration {
    /// GPT-2: learned positions, LayerNorm, biases everywhere, plain tanh-GELU.
    static func gpt2(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        try reader.require("activation_function", oneOf: ["gelu_new", "gelu_pytorch_tanh"])
        for key in ["scale_attn_by_inverse_layer_idx", "reorder_and_upcast_attn", "add_cross_attention"]
        where try reader.flag(key, default: false) {
            throw .unsupported(path: reader.path, key: key, value: "true")
        }
        let hidden = try reader.integer("n_embd")
        let heads = try reader.integer("n_head")
        let headSize = hidden / heads
        var configuration = DecoderConfiguration(
            family: .gpt2,
            vocabularySize: try reader.integer("vocab_size"),
            hiddenSize: hidden,
            intermediateSize: try reader.integer("n_inner", default: 4 * hidden),
            heads: heads,
            keyValueHeads: heads,
            headSize: headSize,
            maxPositions: try reader.integer("n_positions", default: 1024),
            layers: Array(repeating: LayerSettings(rotary: nil), count: try reader.integer("n_layer")),
            normEpsilon: try reader.number("layer_norm_epsilon", default: 1e-5),
            attentionScale: try reader.flag("scale_attn_weights", default: true) ? 1 / Double(headSize).squareRoot() : 1,
            tiedEmbeddings: try reader.flag("tie_word_embeddings", default: true),
            source: source)
        configuration.norm = .layer
        configuration.feedForward = .plainGeluTanh
        configuration.queryKeyValueBias = true
        configuration.outputBias = true
        configuration.feedForwardBias = true
        return configuration
    }
}
