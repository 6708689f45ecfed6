public import Foundation

extension DecoderConfiguration {
    /// Reads `config.json` of a Hugging Face model directory.
    public init(directory: URL) throws(ModelError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw .noDirectory(path: directory.path)
        }
        try self.init(file: directory.appendingPathComponent("config.json"))
        if endOfSequence.isEmpty || FileManager.default.fileExists(atPath: directory.appendingPathComponent("generation_config.json").path) {
            let generation = directory.appendingPathComponent("generation_config.json")
            if let data = FileManager.default.contents(atPath: generation.path) {
                let ids = try Self.parse(data, path: generation.path).tokens("eos_token_id")
                if !ids.isEmpty { endOfSequence = ids }
            }
        }
    }

    /// Reads a `config.json` that stands alone.
    public init(file url: URL) throws(ModelError) {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw .unreadable(path: url.path, reason: error.localizedDescription)
        }
        try self.init(json: data, path: url.path)
    }

    static func parse(_ data: Data, path: String) throws(ModelError) -> ConfigurationReader {
        let object: Any
        do {
            object = try JSONSerialization.jsonObject(with: data)
        } catch {
            throw .unreadable(path: path, reason: "it is not JSON")
        }
        guard let fields = object as? [String: Any] else { throw .unreadable(path: path, reason: "it is not a JSON object") }
        return ConfigurationReader(path: path, fields: fields)
    }

    /// - Parameter path: named in complaints.
    public init(json data: Data, path: String) throws(ModelError) {
        let reader = try Self.parse(data, path: path)
        guard let type = reader.text("model_type") ?? (reader.present("architectures") as? [String])?.first else {
            throw .missingKey(path: path, key: "model_type", wanted: "the architecture's name")
        }
        guard let family = ModelFamily(rawValue: type) else { throw .unknownArchitecture(path: path, name: type) }
        if reader.present("quantization_config") != nil {
            throw .unsupported(path: path, key: "quantization_config", value: "quantised weights")
        }
        switch family {
        case .qwen2: self = try Self.qwen2(reader, data)
        case .qwen3: self = try Self.qwen3(reader, data)
        case .llama: self = try Self.llama(reader, data)
        case .mistral: self = try Self.mistral(reader, data)
        case .gemma: self = try Self.gemma(reader, data)
        case .gemma2: self = try Self.gemma2(reader, data)
        case .gemma3Text: self = try Self.gemma3(reader, data)
        case .gpt2: self = try Self.gpt2(reader, data)
        }
        endOfSequence = reader.tokens("eos_token_id")
        beginOfSequence = reader.tokens("bos_token_id").first
        guard heads % keyValueHeads == 0 else {
            throw .badValue(
                path: path, key: "num_key_value_heads", value: "\(keyValueHeads)",
                wanted: "it must divide num_attention_heads, \(heads)")
        }
        guard headSize % 2 == 0 || learnedPositions else {
            throw .badValue(path: path, key: "head_dim", value: "\(headSize)", wanted: "it must be even for rotary positions")
        }
    }

    /// What Llama and its descendants share.
    static func llamaLike(
        _ family: ModelFamily, _ reader: ConfigurationReader, _ source: Data, rotaryBase: Double = 10_000,
        defaultHeadSize: Int? = nil, tiedByDefault: Bool = false, activations: [String] = ["silu"]
    ) throws(ModelError) -> DecoderConfiguration {
        let hidden = try reader.integer("hidden_size")
        let heads = try reader.integer("num_attention_heads")
        let count = try reader.integer("num_hidden_layers")
        if activations == ["silu"] { try reader.require("hidden_act", oneOf: activations) }
        let headSize = try reader.integer("head_dim", default: defaultHeadSize ?? hidden / heads)
        let rotary = try reader.rotary(defaultBase: rotaryBase, layerType: "full_attention")
        return DecoderConfiguration(
            family: family,
            vocabularySize: try reader.integer("vocab_size"),
            hiddenSize: hidden,
            intermediateSize: try reader.integer("intermediate_size"),
            heads: heads,
            keyValueHeads: try reader.integer("num_key_value_heads", default: heads),
            headSize: headSize,
            maxPositions: try reader.integer("max_position_embeddings", default: 2048),
            layers: Array(repeating: LayerSettings(rotary: rotary), count: count),
            normEpsilon: try reader.number("rms_norm_eps", default: 1e-6),
            attentionScale: 1 / Double(headSize).squareRoot(),
            tiedEmbeddings: try reader.flag("tie_word_embeddings", default: tiedByDefault),
            source: source)
    }

    /// Sliding windows of the Qwen families: only where `use_sliding_window` says so.
    mutating func applyQwenWindows(_ reader: ConfigurationReader) throws(ModelError) {
        guard try reader.flag("use_sliding_window", default: false), reader.present("sliding_window") != nil else { return }
        let window = try reader.integer("sliding_window")
        let first = try reader.integer("max_window_layers", default: 28, atLeast: 0)
        let local = try reader.localLayers(layers.count) { $0 >= first }
        for index in layers.indices where local[index] { layers[index].window = window }
    }
}
