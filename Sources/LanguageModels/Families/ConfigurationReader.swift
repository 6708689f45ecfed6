import Foundation

/// Typed access to a parsed `config.json`; every complaint names the file, the key and the value.
struct ConfigurationReader {
    let path: String
    let fields: [String: Any]

    func integer(_ key: String, default fallback: Int? = nil, atLeast least: Int = 1) throws(ModelError) -> Int {
        guard let value = present(key) else {
            guard let fallback else { throw .missingKey(path: path, key: key, wanted: "a whole number") }
            return fallback
        }
        guard let number = value as? Int, number >= least else {
            throw .badValue(path: path, key: key, value: "\(value)", wanted: "a whole number of at least \(least) is needed")
        }
        return number
    }

    func number(_ key: String, default fallback: Double? = nil) throws(ModelError) -> Double {
        guard let value = present(key) else {
            guard let fallback else { throw .missingKey(path: path, key: key, wanted: "a number") }
            return fallback
        }
        guard let number = value as? Double, number.isFinite else {
            throw .badValue(path: path, key: key, value: "\(value)", wanted: "a number is needed")
        }
        return number
    }

    func flag(_ key: String, default fallback: Bool) throws(ModelError) -> Bool {
        guard let value = present(key) else { return fallback }
        guard let flag = value as? Bool else {
            throw .badValue(path: path, key: key, value: "\(value)", wanted: "true or false is needed")
        }
        return flag
    }

    func text(_ key: String) -> String? { present(key) as? String }

    func object(_ key: String) -> ConfigurationReader? {
        (present(key) as? [String: Any]).map { ConfigurationReader(path: "\(path), '\(key)'", fields: $0) }
    }

    func present(_ key: String) -> Any? {
        guard let value = fields[key], !(value is NSNull) else { return nil }
        return value
    }

    /// One id or a list of them.
    func tokens(_ key: String) -> [Int32] {
        if let one = present(key) as? Int { return [Int32(clamping: one)] }
        if let several = present(key) as? [Int] { return several.map(Int32.init(clamping:)) }
        return []
    }

    /// Refuses a key whose value is none of `allowed`.
    func require(_ key: String, oneOf allowed: [String]) throws(ModelError) {
        guard let value = present(key) else { return }
        guard let text = value as? String, allowed.contains(text) else {
            throw .unsupported(path: path, key: key, value: "\(value)")
        }
    }

    /// Rotary settings from `rope_theta` and `rope_scaling`, or from version 5's `rope_parameters`.
    func rotary(baseKey: String = "rope_theta", defaultBase: Double, layerType: String? = nil) throws(ModelError) -> RotarySettings {
        var reader = self
        var scaling = object("rope_scaling")
        if let parameters = object("rope_parameters") {
            let own = layerType.flatMap { parameters.object($0) } ?? parameters
            reader = own
            scaling = own
        }
        let base = try reader.number(reader.path == path ? baseKey : "rope_theta", default: defaultBase)
        guard let scaling, let type = scaling.text("rope_type") ?? scaling.text("type") else {
            return RotarySettings(base: base)
        }
        switch type {
        case "default": return RotarySettings(base: base)
        case "linear": return RotarySettings(base: base, scaling: .linear(factor: try scaling.number("factor")))
        case "llama3":
            return RotarySettings(
                base: base,
                scaling: .llama3(
                    factor: try scaling.number("factor"), low: try scaling.number("low_freq_factor"),
                    high: try scaling.number("high_freq_factor"),
                    original: try scaling.number("original_max_position_embeddings")))
        default: throw .unsupported(path: path, key: "rope_scaling.rope_type", value: "'\(type)'")
        }
    }

    /// Whether each layer is local, from `layer_types`, or by `rule` where that is missing.
    func localLayers(_ count: Int, _ rule: (Int) -> Bool) throws(ModelError) -> [Bool] {
        guard let value = present("layer_types") else { return (0..<count).map(rule) }
        guard let types = value as? [String], types.count == count else {
            throw .badValue(path: path, key: "layer_types", value: "\(value)", wanted: "one name per layer is needed")
        }
        var local: [Bool] = []
        for type in types {
            switch type {
            case "full_attention": local.append(false)
            case "sliding_attention": local.append(true)
            default: throw .unsupported(path: path, key: "layer_types", value: "'\(type)'")
            }
        }
        return local
    }
}
