import Foundation

extension DecoderConfiguration {
    /// Qwen2 and Qwen2.5: Llama with biases on queries, keys and values.
    static func qwen2(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        var configuration = try llamaLike(.qwen2, reader, source, rotaryBase: 10_000)
        configuration.queryKeyValueBias = true
        try configuration.applyQwenWindows(reader)
        return configuration
    }
}
