import Foundation
import Torch

extension DecoderConfiguration {
    /// Gemma: embeddings scaled by √D, RMS norm with (1 + w), tanh-GELU gates, tied.
    static func gemma(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        var configuration = try gemmaLike(.gemma, reader, source)
        // The first releases wrote "gelu" and meant the tanh form.
        try reader.require("hidden_activation", oneOf: ["gelu_pytorch_tanh"])
        configuration.queryKeyValueBias = try reader.flag("attention_bias", default: false)
        configuration.outputBias = configuration.queryKeyValueBias
        return configuration
    }

    /// Gemma 2: four norms a layer, soft caps, local and global layers by turns.
    static func gemma2(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        var configuration = try gemmaLike(.gemma2, reader, source)
        try reader.require("hidden_activation", oneOf: ["gelu_pytorch_tanh"])
        configuration.sandwichNorms = true
        configuration.attentionScale = 1 / (try reader.number("query_pre_attn_scalar", default: 256)).squareRoot()
        configuration.attentionSoftcap = try reader.number("attn_logit_softcapping", default: 0)
        configuration.logitSoftcap = try reader.number("final_logit_softcapping", default: 0)
        let window = try reader.integer("sliding_window", default: 4096)
        let local = try reader.localLayers(configuration.layers.count) { ($0 + 1) % 2 != 0 }
        for index in local.indices where local[index] { configuration.layers[index].window = window }
        return configuration
    }

    /// Gemma 3, text: norms on queries and keys, and a rotary base of its own for local layers.
    static func gemma3(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        var configuration = try gemmaLike(.gemma3Text, reader, source, rotaryBase: 1_000_000)
        try reader.require("hidden_activation", oneOf: ["gelu_pytorch_tanh"])
        if try reader.flag("use_bidirectional_attention", default: false) {
            throw .unsupported(path: reader.path, key: "use_bidirectional_attention", value: "true")
        }
        configuration.sandwichNorms = true
        configuration.queryKeyNorm = true
        configuration.attentionScale = 1 / (try reader.number("query_pre_attn_scalar", default: 256)).squareRoot()
        configuration.attentionSoftcap = try reader.number("attn_logit_softcapping", default: 0)
        configuration.logitSoftcap = try reader.number("final_logit_softcapping", default: 0)
        let window = try reader.integer("sliding_window", default: 4096)
        let pattern = try reader.integer("sliding_window_pattern", default: 6)
        let base = try reader.number("rope_local_base_freq", default: 10_000)
        var rotary = RotarySettings(base: base)
        if reader.object("rope_parameters")?.object("sliding_attention") != nil {
            rotary = try reader.rotary(defaultBase: base, layerType: "sliding_attention")
        }
        let local = try reader.localLayers(configuration.layers.count) { ($0 + 1) % pattern != 0 }
        for index in local.indices where local[index] {
            configuration.layers[index] = LayerSettings(rotary: rotary, window: window)
        }
        return configuration
    }

    private static func gemmaLike(
        _ family: ModelFamily, _ reader: ConfigurationReader, _ source: Data, rotaryBase: Double = 10_000
    ) throws(ModelError) -> DecoderConfiguration {
        var configuration = try llamaLike(
            family, reader, source, rotaryBase: rotaryBase, defaultHeadSize: 256, tiedByDefault: true,
            activations: ["gelu_pytorch_tanh"])
        configuration.norm = .rmsUnitOffset
        configuration.feedForward = .gated(.geluTanh)
        configuration.embeddingScale = Double(configuration.hiddenSize).squareRoot()
        return configuration
    }
}
