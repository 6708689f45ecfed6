public import Foundation
public import Torch

extension Decoder {
    /// Loads a Hugging Face model directory: `config.json` and safetensors, single or sharded, in any float type.
    ///
    /// - Throws: `ModelError`, `SafetensorsError`, `TorchError`.
    public convenience init(directory: URL, device: Device = .cpu) throws {
        let configuration = try DecoderConfiguration(directory: directory)
        try self.init(configuration, device: device)
        try load(from: directory)
    }

    /// Overwrites all weights with those in `directory`. Every tensor must be there, and no other.
    public func load(from directory: URL) throws {
        let files = try CheckpointFiles(directory)
        var unused = Set(files.readers.keys)
        for binding in bindings {
            guard let stored = files.name(of: binding.name), let reader = files.readers[stored] else {
                throw ModelError.missingTensor(path: directory.path, name: binding.name)
            }
            unused.remove(stored)
            let view = try binding.view()
            let landing = try Tensor.empty(binding.storedShape)
            try reader.read(stored, into: landing)
            try view.assign(binding.transposed ? landing.transposed() : landing)
        }
        // Buffers some writers keep, and a tied head stored a second time, carry nothing of their own.
        let harmless = ["rotary_emb.inv_freq", ".attn.bias", ".attn.masked_bias"]
        if configuration.tiedEmbeddings { unused.remove("lm_head.weight") }
        if let name = unused.filter({ name in !harmless.contains { name.hasSuffix($0) } }).min() {
            throw ModelError.unexpectedTensor(path: directory.path, name: name)
        }
    }
}

/// The safetensors files of a directory, by tensor.
struct CheckpointFiles {
    private(set) var readers: [String: SafetensorsReader] = [:]

    init(_ directory: URL) throws {
        let single = directory.appendingPathComponent("model.safetensors")
        let index = directory.appendingPathComponent("model.safetensors.index.json")
        if FileManager.default.fileExists(atPath: single.path) {
            let reader = try SafetensorsReader(single)
            for name in reader.entries.keys { readers[name] = reader }
            return
        }
        guard let data = FileManager.default.contents(atPath: index.path) else {
            throw ModelError.noWeights(path: directory.path)
        }
        let parsed = try DecoderConfiguration.parse(data, path: index.path)
        guard let map = parsed.present("weight_map") as? [String: String] else {
            throw ModelError.missingKey(path: index.path, key: "weight_map", wanted: "tensor names and their files")
        }
        var opened: [String: SafetensorsReader] = [:]
        for (name, file) in map {
            guard !file.contains("/"), file != ".." else {
                throw ModelError.badValue(path: index.path, key: name, value: file, wanted: "a file name of this directory is needed")
            }
            let reader = try opened[file] ?? SafetensorsReader(directory.appendingPathComponent(file))
            opened[file] = reader
            guard reader.entries[name] != nil else { throw SafetensorsError.missing(tensor: name, path: reader.url.path) }
            readers[name] = reader
        }
    }

    /// The name as stored; the first GPT-2 checkpoints left `transformer.` off.
    func name(of wanted: String) -> String? {
        if readers[wanted] != nil { return wanted }
        let short = wanted.replacingOccurrences(of: "transformer.", with: "")
        return readers[short] == nil ? nil : short
    }
}
