/// `method:` the name, and the settings of that method alone.
public protocol MethodSettings: RecipeSection {
    /// `method.name` in a recipe.
    static var methodName: String { get }
    /// Whether `model.model_name_or_path` must name a model to start from.
    static var startsFromModel: Bool { get }
    /// What does not hold between these settings and other sections; keys are relative to `method`.
    func faults(in recipe: Recipe) -> [RecipeFault]
}

extension MethodSettings {
    public static var startsFromModel: Bool { true }
    public func faults(in recipe: Recipe) -> [RecipeFault] { [] }
}
