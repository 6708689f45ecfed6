/// `method:` the name, and the settings of that method alone.
public protocol MethodSettings: RecipeSection {
    /// `method.name` in a recipe.
    static var methodName: String { get }
}
