/// `method: {name: pretrain}`: a small Qwen2-style model from scratch on the seed world. Defaults: the
/// shipped seed model.
public struct PretrainSettings: MethodSettings, Hashable {
    public static let methodName = "pretrain"
    public static let startsFromModel = false

    /// Training tokens; instead of `steps`.
    public var tokens: Int?
    /// Optimizer steps; instead of `tokens`.
    public var steps: Int?
    /// Sequences of a step.
    public var batchSize = 64
    /// Tokens of a sequence.
    public var sequenceLength = 256
    /// Of the byte-level BPE, special tokens included.
    public var vocabularySize = 512
    public var hiddenSize = 160
    public var layers = 4
    public var heads = 5
    public var keyValueHeads = 5
    /// Width of the feed-forward layer.
    public var intermediateSize = 432
    /// The longest text the model is declared to read, in tokens.
    public var maxPositionEmbeddings = 512
    /// Of the text, apart from the run's own seed.
    public var corpusSeed: UInt64 = 0
    /// Documents of the corpus; read again from the start once they are used up.
    public var documents = 400_000
    /// Documents, from the first, that the tokenizer is learnt from.
    public var tokenizerDocuments = 20_000

    public init() {}

    public static let fields: [RecipeField<PretrainSettings>] = [
        .init(optional: "tokens", \.tokens, .atLeast(1, "nothing would be trained")),
        .init(optional: "steps", \.steps, .atLeast(1, "nothing would be trained")),
        .init("batch_size", \.batchSize, .atLeast(1, "a step needs a sequence")),
        .init("sequence_length", \.sequenceLength, .atLeast(2, "a token is predicted from the one before")),
        .init(
            "vocabulary_size", \.vocabularySize,
            .atLeast(257, "256 bytes and the end of text need a token each"),
            .atMost(1 << 20, "no merge list is that long")),
        .init("hidden_size", \.hiddenSize, .atLeast(1, "it is a width")),
        .init("num_hidden_layers", \.layers, .atLeast(1, "a model needs a layer")),
        .init("num_attention_heads", \.heads, .atLeast(1, "attention needs a head")),
        .init("num_key_value_heads", \.keyValueHeads, .atLeast(1, "attention needs a head")),
        .init("intermediate_size", \.intermediateSize, .atLeast(1, "it is a width")),
        .init("max_position_embeddings", \.maxPositionEmbeddings, .atLeast(2, "it is in tokens")),
        .init("corpus_seed", \.corpusSeed),
        .init("documents", \.documents, .atLeast(1, "there would be nothing to read")),
        .init("tokenizer_documents", \.tokenizerDocuments, .atLeast(1, "there would be nothing to learn from")),
    ]

    public var faults: [RecipeFault] {
        var faults: [RecipeFault] = []
        if (tokens == nil) == (steps == nil) {
            let found = tokens == nil ? "neither tokens nor steps is given" : "tokens and steps are both given"
            faults.append(.init("tokens", "\(found); give one of them"))
        }
        if heads > 0, hiddenSize % (2 * heads) != 0 {
            faults.append(
                .init("num_attention_heads", "\(hiddenSize) does not divide into \(heads) heads of even width"))
        }
        if keyValueHeads > 0, heads % keyValueHeads != 0 {
            faults.append(
                .init("num_key_value_heads", "\(heads) heads cannot share \(keyValueHeads) keys and values evenly"))
        }
        if sequenceLength > maxPositionEmbeddings {
            faults.append(
                .init(
                    "sequence_length",
                    "\(sequenceLength) is longer than max_position_embeddings \(maxPositionEmbeddings)"))
        }
        return faults
    }
}
