/// `method:` the name, and the settings of that method alone.
public protocol MethodSettings: RecipeSection {
    /// `method.name` in a recipe.
    static var methodName: String { get }
    /// Whether `model.model_name_or_path` must name a model to start from.
    static var startsFromModel: Bool { get }
    /// Whether the method is given the problems of `data.train`.
    static var trainsOnData: Bool { get }
    /// What a step costs at most, for estimates; `nil` where it is not known beforehand.
    var work: StepWork? { get }
    /// Paths of files that the method reads, as the recipe has them.
    var files: [String] { get }
    /// What does not hold between these settings and other sections; keys are relative to `method`.
    func faults(in recipe: Recipe) -> [RecipeFault]
}

extension MethodSettings {
    public static var startsFromModel: Bool { true }
    public static var trainsOnData: Bool { true }
    public var work: StepWork? { nil }
    public var files: [String] { [] }
    public func faults(in recipe: Recipe) -> [RecipeFault] { [] }
}

/// The completions of a step.
public struct StepWork: Sendable, Hashable {
    /// Prompts that are computed.
    public var prompts: Int
    /// Completions that are drawn and trained on.
    public var trained: Int
    /// Completions that are drawn only.
    public var drawn: Int
    public var usesReference: Bool

    public init(prompts: Int, trained: Int, drawn: Int = 0, usesReference: Bool) {
        self.prompts = prompts
        self.trained = trained
        self.drawn = drawn
        self.usesReference = usesReference
    }
}
