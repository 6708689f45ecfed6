import Foundation

extension DecoderConfiguration {
    /// Mistral: Llama with a sliding window on every layer, where it is set.
    static func mistral(_ reader: ConfigurationReader, _ source: Data) throws(ModelError) -> DecoderConfiguration {
        var configuration = try llamaLike(.mistral, reader, source)
        if reader.present("sliding_window") != nil {
            let window = try reader.integer("sliding_window")
            for index in configuration.layers.indices { configuration.layers[index].window = window }
        }
        return configuration
    }
}
