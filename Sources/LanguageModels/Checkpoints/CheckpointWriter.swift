public import Foundation
public import Torch

extension Decoder {
    /// Writes `config.json` and `model.safetensors` that `transformers` loads as they stand.
    ///
    /// - Parameter dtype: of the stored weights; `float32` keeps every bit.
    public func save(to directory: URL, dtype: DType = .float32) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var stored: [(name: String, tensor: Tensor)] = []
        for binding in bindings {
            let view = try binding.view()
            let oriented = try binding.transposed ? view.transposed().contiguous() : view.contiguous()
            stored.append((binding.name, try oriented.to(dtype)))
        }
        try SafetensorsWriter.write(stored, to: directory.appendingPathComponent("model.safetensors"))
        let reader = try DecoderConfiguration.parse(configuration.source, path: "config.json")
        var fields = reader.fields
        fields[fields["dtype"] == nil ? "torch_dtype" : "dtype"] = dtype.rawValue
        let json = try JSONSerialization.data(withJSONObject: fields, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        try json.write(to: directory.appendingPathComponent("config.json"), options: .atomic)
    }

    /// The gradients' Euclidean norms, by checkpoint name; for parity with another implementation.
    public func gradientNorms() throws(TorchError) -> [String: Double] {
        var norms: [String: Double] = [:]
        for binding in bindings {
            guard let gradient = binding.parameter.gradient else { continue }
            let part = try gradient.narrowed(0, from: binding.rows.lowerBound, length: binding.rows.count)
            norms[binding.name] = try part.norm().item()
        }
        return norms
    }
}
