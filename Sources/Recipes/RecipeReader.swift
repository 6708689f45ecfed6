public import Foundation

/// Reads a recipe: the file, those it extends, and the changes from the command line.
public struct RecipeReader: Sendable {
    /// The methods a recipe may name.
    public var methods: [any MethodSettings.Type]

    public init(methods: [any MethodSettings.Type]) {
        self.methods = methods
    }

    /// The recipe at `url`, with `overrides` such as `optimizer.learning_rate=1e-4` on top.
    ///
    /// - Throws: every problem of the recipe at once; a file that cannot be read or is not YAML, and
    ///   recipes that extend each other in a circle, by themselves.
    public func read(_ url: URL, overrides: [String] = []) throws(RecipeError) -> Recipe {
        try recipe(RecipeSource.load(url), overrides: overrides, place: url.relativePath)
    }

    /// The recipe written in `text`; it cannot extend another. `place` names it in errors.
    public func read(yaml text: String, overrides: [String] = [], place: String = "recipe") throws(RecipeError)
        -> Recipe
    {
        try recipe(RecipeSource.parse(text, place: place), overrides: overrides, place: place)
    }

    private func recipe(_ node: RecipeNode, overrides: [String], place: String) throws(RecipeError) -> Recipe {
        var node = node
        for override in overrides { node = try node.merged(with: RecipeSource.override(override)) }
        var reading = SectionReading()
        let method = readMethod(node["method"], place: place, &reading)
        var recipe = Recipe(method: method ?? UnknownMethod())
        recipe.head = reading.section(Recipe.Head.self, node, "", also: Recipe.sectionKeys)
        recipe.model = reading.section(ModelSettings.self, node["model"], "model")
        recipe.data = reading.section(DataSettings.self, node["data"], "data")
        recipe.sampling = reading.section(SamplingSettings.self, node["sampling"], "sampling")
        recipe.optimizer = reading.section(OptimizerSettings.self, node["optimizer"], "optimizer")
        recipe.training = reading.section(TrainingSettings.self, node["training"], "training")
        recipe.evaluation = reading.section(EvaluationSettings.self, node["evaluation"], "evaluation")
        recipe.proof = reading.section(ProofSettings.self, node["proof"], "proof")
        if method != nil { check(recipe, place: node["model"]?.place ?? place, &reading) }
        guard reading.problems.isEmpty else { throw RecipeError(reading.problems) }
        return recipe
    }

    /// What holds between sections.
    private func check(_ recipe: Recipe, place: String, _ reading: inout SectionReading) {
        if recipe.model.modelNameOrPath == nil, type(of: recipe.method).startsFromModel {
            reading.report(
                place, "model.model_name_or_path", "missing; \(recipe.methodName) starts from a model: name its folder")
        }
        for fault in recipe.method.faults(in: recipe) { reading.report(place, "method." + fault.key, fault.message) }
    }

    private func readMethod(
        _ node: RecipeNode?, place: String, _ reading: inout SectionReading
    ) -> (any MethodSettings)? {
        let names = methods.map { $0.methodName }
        guard let node, !node.isNull else {
            reading.report(place, "method.name", "missing; use one of \(names.joined(separator: ", "))")
            return nil
        }
        guard node.entries != nil else {
            reading.report(node.place, "method", "expected a section with a name, found \(node.found)")
            return nil
        }
        guard let nameNode = node["name"], let name = String.read(nameNode) else {
            reading.report(node.place, "method.name", "missing; use one of \(names.joined(separator: ", "))")
            return nil
        }
        guard let type = methods.first(where: { $0.methodName == name }) else {
            let hint =
                NearestKey.nearest(to: name, among: names).map { "did you mean \($0)?" }
                ?? "use one of \(names.joined(separator: ", "))"
            reading.report(nameNode.place, "method.name", "no method is called \(name); \(hint)")
            return nil
        }
        return reading.section(type, node, "method", also: ["name"])
    }
}

/// Stands in while the other sections of a recipe without a method are read for their problems.
private struct UnknownMethod: MethodSettings {
    static let methodName = "unknown"
    static let fields: [RecipeField<UnknownMethod>] = []
}
