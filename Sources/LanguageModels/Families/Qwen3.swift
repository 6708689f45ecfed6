import Foundation

extension DecoderConfiguration {
    /// Qwen3: no biases by default, RMS norm on each query and key head, its own head size.
    static func qwen3(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        var configuration = try llamaLike(.qwen3, reader, source, rotaryBase: 10_000, defaultHeadSize: 128)
        configuration.queryKeyNorm = true
        let bias = try reader.flag("attention_bias", default: false)
        configuration.queryKeyValueBias = bias
        configuration.outputBias = bias
        try configuration.applyQwenWindows(reader)
        return configuration
    }
}
