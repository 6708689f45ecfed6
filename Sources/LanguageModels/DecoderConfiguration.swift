public import Foundation
public import Torch

/// The decoder families we know, by Hugging Face `model_type`.
public enum ModelFamily: String, Sendable, CaseIterable {
    case qwen2, qwen3, llama, mistral, gemma, gemma2
    case gemma3Text = "gemma3_text"
    case gpt2
}

/// How positions turn queries and keys.
public struct RotarySettings: Sendable, Hashable {
    public enum Scaling: Sendable, Hashable {
        case none
        /// Positions divided by `factor`.
        case linear(factor: Double)
        /// Llama 3: low frequencies divided by `factor`, high ones kept, smooth between.
        case llama3(factor: Double, low: Double, high: Double, original: Double)
    }

    public var base: Double
    public var scaling: Scaling

    public init(base: Double, scaling: Scaling = .none) {
        self.base = base
        self.scaling = scaling
    }
}

/// What one layer does differently from its neighbours.
public struct LayerSettings: Sendable, Hashable {
    /// `nil`: positions are learned (GPT-2).
    public var rotary: RotarySettings?
    /// Attention window in tokens; 0 sees everything before.
    public var window: Int

    public init(rotary: RotarySettings?, window: Int = 0) {
        self.rotary = rotary
        self.window = window
    }
}

/// A decoder as `config.json` describes it, in one vocabulary for all families.
public struct DecoderConfiguration: Sendable {
    public enum Norm: Sendable, Hashable {
        case rms
        /// RMS with (1 + w), Gemma.
        case rmsUnitOffset
        case layer
    }

    public enum FeedForward: Sendable, Hashable {
        case gated(GateActivation)
        case plainGeluTanh
    }

    public var family: ModelFamily
    public var vocabularySize: Int
    public var hiddenSize: Int
    public var intermediateSize: Int
    public var heads: Int
    public var keyValueHeads: Int
    public var headSize: Int
    public var maxPositions: Int
    public var layers: [LayerSettings]
    public var normEpsilon: Double
    public var norm = Norm.rms
    public var feedForward = FeedForward.gated(.silu)
    public var queryKeyValueBias = false
    public var outputBias = false
    public var feedForwardBias = false
    /// RMS norm over each query and key head (Qwen3, Gemma 3).
    public var queryKeyNorm = false
    /// Norms after attention and feed-forward too (Gemma 2 and 3).
    public var sandwichNorms = false
    public var attentionScale: Double
    public var attentionSoftcap = 0.0
    public var logitSoftcap = 0.0
    public var embeddingScale = 1.0
    public var tiedEmbeddings: Bool
    public var endOfSequence: [Int32] = []
    public var beginOfSequence: Int32?
    /// `config.json` as it was read; written back with a checkpoint.
    public var source: Data

    public var learnedPositions: Bool { layers.first?.rotary == nil }
    public var queryKeyValueSize: Int { (heads + 2 * keyValueHeads) * headSize }

    /// Parameters, a tied matrix counted once.
    public var parameterCount: Int {
        let d = hiddenSize, attention = heads * headSize
        var layer = d * queryKeyValueSize + attention * d
        switch feedForward {
        case .gated: layer += 3 * d * intermediateSize
        case .plainGeluTanh: layer += 2 * d * intermediateSize
        }
        if queryKeyValueBias { layer += queryKeyValueSize }
        if outputBias { layer += d }
        if feedForwardBias { layer += intermediateSize + d }
        if queryKeyNorm { layer += 2 * headSize }
        let normSize = norm == .layer ? 2 * d : d
        layer += normSize * (sandwichNorms ? 4 : 2)
        let embeddings = vocabularySize * d * (tiedEmbeddings ? 1 : 2) + (learnedPositions ? maxPositions * d : 0)
        return embeddings + layers.count * layer + normSize
    }

    func attention(of layer: Int) -> AttentionShape {
        AttentionShape(
            heads: heads, keyValueHeads: keyValueHeads, headSize: headSize, scale: attentionScale,
            window: layers[layer].window, softcap: attentionSoftcap)
    }
}
