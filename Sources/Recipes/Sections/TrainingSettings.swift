/// `training:` how long, and what is written down when. Defaults: the run script of One-Shot-RLVR.
public struct TrainingSettings: RecipeSection, Hashable {
    public var maxSteps = 2000
    /// Tokens of one forward and backward pass; gradients of a step add up over as many as needed.
    public var microBatchTokens = 24_000
    public var loggingSteps = 1
    public var saveSteps = 20
    /// Checkpoints kept, the newest; `null` keeps all.
    public var saveTotalLimit: Int?
    /// Evaluate every so many steps; 0 only before and after.
    public var evalSteps = 20

    public init() {}

    public static let fields: [RecipeField<TrainingSettings>] = [
        .init("max_steps", \.maxSteps, .atLeast(1, "nothing would be trained")),
        .init("micro_batch_tokens", \.microBatchTokens, .atLeast(1, "a pass needs at least one token")),
        .init("logging_steps", \.loggingSteps, .atLeast(1, "it is a number of steps")),
        .init("save_steps", \.saveSteps, .atLeast(1, "it is a number of steps; a large one saves at the end only")),
        .init(optional: "save_total_limit", \.saveTotalLimit, .atLeast(1, "a run keeps its last checkpoint")),
        .init("eval_steps", \.evalSteps, .atLeast(0, "it is a number of steps, 0 for before and after only")),
    ]
}
