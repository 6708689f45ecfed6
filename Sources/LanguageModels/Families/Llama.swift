import Foundation

extension DecoderConfiguration {
    /// Llama 2 and 3.
    static func llama(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        var configuration = try llamaLike(.llama, reader, source)
        let bias = try reader.flag("attention_bias", default: false)
        configuration.queryKeyValueBias = bias
        configuration.outputBias = bias
        configuration.feedForwardBias = try reader.flag("mlp_bias", default: false)
        return configuration
    }
}
