/// `model:` which weights to start from.
public struct ModelSettings: RecipeSection, Hashable {
    public enum DataType: String, RecipeChoice { case auto, float32, bfloat16, float16 }

    /// A Hugging Face folder or hub name. Every method but `pretrain` needs one.
    public var modelNameOrPath: String?
    /// Where the tokenizer is, if not with the model.
    public var tokenizerNameOrPath: String?
    /// Of the weights in memory. `auto` is float32 on a CPU and the file's own type elsewhere.
    public var dtype = DataType.auto
    /// The frozen model of the KL term, if not the start itself.
    public var referenceModel: String?

    public init() {}

    public static let fields: [RecipeField<ModelSettings>] = [
        .init(optional: "model_name_or_path", \.modelNameOrPath, .notEmpty("name a folder or a hub model")),
        .init(optional: "tokenizer_name_or_path", \.tokenizerNameOrPath, .notEmpty("name a folder, or use null")),
        .init("dtype", \.dtype),
        .init(optional: "reference_model", \.referenceModel, .notEmpty("name a folder, or use null for the start")),
    ]
}
