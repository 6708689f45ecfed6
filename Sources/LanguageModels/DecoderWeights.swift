import Torch

/// What a weight is, for its initial values.
enum WeightRole {
    case matrix, residualOutput, bias, norm
}

/// One tensor of a checkpoint and the rows of the parameter that hold it.
struct WeightBinding {
    let name: String
    let parameter: Tensor
    /// Rows of `parameter` along its first dimension; products of several matrices are kept as one.
    let rows: Range<Int>
    /// Stored as `[in, out]` (GPT-2's Conv1D).
    let transposed: Bool
    let role: WeightRole

    /// The rows, sharing memory with the parameter, outside autograd.
    func view() throws(TorchError) -> Tensor {
        try parameter.detached().narrowed(0, from: rows.lowerBound, length: rows.count)
    }

    /// The shape that the checkpoint stores.
    var storedShape: [Int] {
        var shape = parameter.shape
        shape[0] = rows.count
        return transposed ? shape.reversed() : shape
    }
}

/// Makes all parameters of a configuration and names them as Hugging Face does.
struct DecoderWeights {
    private(set) var parameters: [Tensor] = []
    private(set) var bindings: [WeightBinding] = []
    let embedding: Tensor
    let positions: Tensor?
    let blocks: [DecoderBlock]
    let finalNorm: Norm
    let head: Tensor

    init(_ configuration: DecoderConfiguration, device: Device) throws(TorchError) {
        var maker = Maker(configuration: configuration, device: device)
        let isGPT2 = configuration.family == .gpt2
        let d = configuration.hiddenSize
        embedding = try maker.matrix(
            [(isGPT2 ? "transformer.wte.weight" : "model.embed_tokens.weight", configuration.vocabularySize)], columns: d)
        positions = configuration.learnedPositions
            ? try maker.matrix([("transformer.wpe.weight", configuration.maxPositions)], columns: d) : nil
        var blocks: [DecoderBlock] = []
        for index in configuration.layers.indices {
            blocks.append(try isGPT2 ? maker.gpt2Block(index) : maker.llamaBlock(index))
        }
        self.blocks = blocks
        finalNorm = try maker.norm(isGPT2 ? "transformer.ln_f" : "model.norm", size: d)
        head = configuration.tiedEmbeddings
            ? embedding : try maker.matrix([("lm_head.weight", configuration.vocabularySize)], columns: d)
        parameters = maker.parameters
        bindings = maker.bindings
    }

    private struct Maker {
        let configuration: DecoderConfiguration
        let device: Device
        var parameters: [Tensor] = []
        var bindings: [WeightBinding] = []

        mutating func parameter(_ shape: [Int]) throws(TorchError) -> Tensor {
            let tensor = try Tensor.zeros(shape, on: device)
            parameters.append(tensor)
            return tensor
        }

        mutating func bind(_ parts: [(name: String, rows: Int)], to tensor: Tensor, transposed: Bool, role: WeightRole) {
            var start = 0
            for (name, rows) in parts {
                bindings.append(
                    WeightBinding(name: name, parameter: tensor, rows: start..<start + rows, transposed: transposed, role: role))
                start += rows
            }
        }

        /// One parameter that holds the named matrices one above the other.
        mutating func matrix(
            _ parts: [(name: String, rows: Int)], columns: Int, transposed: Bool = false, role: WeightRole = .matrix
        ) throws(TorchError) -> Tensor {
            let tensor = try parameter([parts.reduce(0) { $0 + $1.rows }, columns])
            bind(parts, to: tensor, transposed: transposed, role: role)
            return tensor
        }

        mutating func vector(_ parts: [(name: String, rows: Int)], role: WeightRole) throws(TorchError) -> Tensor {
            let tensor = try parameter([parts.reduce(0) { $0 + $1.rows }])
            bind(parts, to: tensor, transposed: false, role: role)
            return tensor
        }

        mutating func linear(
            _ parts: [(name: String, rows: Int)], columns: Int, bias: Bool, transposed: Bool = false, role: WeightRole = .matrix
        ) throws(TorchError) -> Linear {
            let weight = try matrix(
                parts.map { ($0.name + ".weight", $0.rows) }, columns: columns, transposed: transposed, role: role)
            return Linear(
                weight, bias: bias ? try vector(parts.map { ($0.name + ".bias", $0.rows) }, role: .bias) : nil)
        }

        mutating func norm(_ name: String, size: Int) throws(TorchError) -> Norm {
            let weight = try vector([(name + ".weight", size)], role: .norm)
            let bias = configuration.norm == .layer ? try vector([(name + ".bias", size)], role: .bias) : nil
            return Norm(weight, bias: bias, kind: configuration.norm, epsilon: configuration.normEpsilon)
        }

        mutating func llamaBlock(_ index: Int) throws(TorchError) -> DecoderBlock {
            let c = configuration, d = c.hiddenSize, prefix = "model.layers.\(index)."
            let q = c.heads * c.headSize, kv = c.keyValueHeads * c.headSize, f = c.intermediateSize
            let qkv = try linear(
                [(prefix + "self_attn.q_proj", q), (prefix + "self_attn.k_proj", kv), (prefix + "self_attn.v_proj", kv)],
                columns: d, bias: c.queryKeyValueBias)
            let output = try linear(
                [(prefix + "self_attn.o_proj", d)], columns: q, bias: c.outputBias, role: .residualOutput)
            let queryNorm = c.queryKeyNorm ? try norm(prefix + "self_attn.q_norm", size: c.headSize) : nil
            let keyNorm = c.queryKeyNorm ? try norm(prefix + "self_attn.k_norm", size: c.headSize) : nil
            let up = try linear(
                [(prefix + "mlp.gate_proj", f), (prefix + "mlp.up_proj", f)], columns: d, bias: c.feedForwardBias)
            let down = try linear([(prefix + "mlp.down_proj", d)], columns: f, bias: c.feedForwardBias, role: .residualOutput)
            let inputNorm = try norm(prefix + "input_layernorm", size: d)
            let second = try norm(prefix + "post_attention_layernorm", size: d)
            let third = c.sandwichNorms ? try norm(prefix + "pre_feedforward_layernorm", size: d) : nil
            let fourth = c.sandwichNorms ? try norm(prefix + "post_feedforward_layernorm", size: d) : nil
            return DecoderBlock(
                index: index, shape: c.attention(of: index), inputNorm: inputNorm, queryKeyValue: qkv, output: output,
                queryNorm: queryNorm, keyNorm: keyNorm, middleNorm: third ?? second,
                postAttentionNorm: third == nil ? nil : second, postFeedForwardNorm: fourth, up: up, down: down,
                feedForward: c.feedForward)
        }

        mutating func gpt2Block(_ index: Int) throws(TorchError) -> DecoderBlock {
            let c = configuration, d = c.hiddenSize, prefix = "transformer.h.\(index)."
            let first = try norm(prefix + "ln_1", size: d)
            let qkv = try linear([(prefix + "attn.c_attn", 3 * d)], columns: d, bias: true, transposed: true)
            let output = try linear(
                [(prefix + "attn.c_proj", d)], columns: d, bias: true, transposed: true, role: .residualOutput)
            let second = try norm(prefix + "ln_2", size: d)
            let up = try linear([(prefix + "mlp.c_fc", c.intermediateSize)], columns: d, bias: true, transposed: true)
            let down = try linear(
                [(prefix + "mlp.c_proj", d)], columns: c.intermediateSize, bias: true, transposed: true, role: .residualOutput)
            return DecoderBlock(
                index: index, shape: c.attention(of: index), inputNorm: first, queryKeyValue: qkv, output: output,
                queryNorm: nil, keyNorm: nil, middleNorm: second, postAttentionNorm: nil, postFeedForwardNorm: nil,
                up: up, down: down, feedForward: c.feedForward)
        }
    }
}
