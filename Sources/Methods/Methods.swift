public import Recipes
public import Training

/// The methods there are; the list is the table of contents.
public enum Methods {
    public static let all: [any Method.Type] = [
        AbsoluteZero.self,
        RLVR.self,
    ]

    /// What a recipe's `method.name` may be: each method's settings, and pretraining.
    public static let settings: [any MethodSettings.Type] = all.map { settings(of: $0) } + [PretrainSettings.self]

    private static func settings<M: Method>(of method: M.Type) -> any MethodSettings.Type { M.Settings.self }
}

extension RecipeReader {
    /// Reads recipes of every method there is.
    public static let standard = RecipeReader(methods: Methods.settings)
}
