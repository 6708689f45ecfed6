import Environments
import Foundation
import LanguageModels
import Methods
import Recipes
import Training

/// What `--dry-run` says: the resolved recipe, which files are there, and what the run will cost.
enum DryRun {
    struct Estimate: Codable {
        var parameters: Int?
        /// Weights, reference, gradients and moments in fp32, and one pass's activations; bytes.
        var memoryBytes: Int?
        /// Arithmetic of all steps at the limits the recipe sets.
        var floatingPointOperations: Double?
        var missing: [String]
        var recipe: String
    }

    static func print(_ recipe: Recipe, folder: URL, modelConfig: String?, json: Bool) throws {
        let estimate = try estimate(recipe, folder: folder, modelConfig: modelConfig)
        if json { return try Console.json(estimate) }
        Console.out(recipe.resolved.yaml)
        if let parameters = estimate.parameters, let memory = estimate.memoryBytes, let work = estimate.floatingPointOperations {
            Console.out("# parameters: \(parameters)")
            Console.out(String(format: "# memory: about %.2f GB", Double(memory) / 1e9))
            Console.out(String(format: "# work: up to %.3g FLOP in %d steps", work, recipe.training.maxSteps))
            for (name, rate) in [("two laptop cores at 100 GFLOP/s", 1e11), ("a GPU at 200 TFLOP/s", 2e14)] {
                Console.out("# time on \(name): up to \(Console.duration(work / rate))")
            }
        } else {
            Console.out("# memory and time: unknown, since the model's shape is; put its config.json into the folder that the recipe names, or give --model-config FILE")
        }
        for place in estimate.missing { Console.out("# missing: \(place)") }
    }

    private static func estimate(_ recipe: Recipe, folder: URL, modelConfig: String?) throws -> Estimate {
        var missing: [String] = []
        var configuration: DecoderConfiguration?
        if let place = recipe.model.modelNameOrPath {
            do {
                configuration = try DecoderConfiguration(directory: ModelLocation.folder(place, relativeTo: folder))
            } catch {
                missing.append("model \(place)")
                configuration = PublishedShapes.configuration(place)
            }
        }
        if let modelConfig { configuration = try DecoderConfiguration(file: URL(fileURLWithPath: modelConfig)) }
        for file in [recipe.data.train, recipe.data.heldout].compactMap({ $0 }) where SeedFamily.named(file) == nil {
            let url = URL(fileURLWithPath: file, relativeTo: folder)
            if !FileManager.default.fileExists(atPath: url.path) { missing.append("data file \(file)") }
        }
        for file in recipe.method.files where !FileManager.default.fileExists(atPath: URL(fileURLWithPath: file, relativeTo: folder).path) {
            missing.append("file \(file)")
        }
        guard let configuration, let step = recipe.method.work else {
            return Estimate(missing: missing, recipe: recipe.resolved.yaml)
        }
        let n = configuration.parameterCount
        let copies = step.usesReference ? 5 : 4
        let perToken = configuration.layers.count
            * (6 * configuration.hiddenSize + 2 * configuration.queryKeyValueSize + 3 * configuration.intermediateSize)
        let pass = recipe.training.microBatchTokens * (perToken + configuration.hiddenSize) * 4
        func tokens(_ completions: Int) -> Double { Double(completions * recipe.sampling.maxCompletionLength) }
        let prompts = Double(recipe.sampling.maxPromptLength * step.prompts)
        // Sampling 2, reference 2, forward 2 and backward 4 operations a parameter and token.
        let perStep = (tokens(step.trained) + prompts) * (step.usesReference ? 10 : 8) + tokens(step.drawn) * 2
        let work = Double(recipe.training.maxSteps) * perStep * Double(n)
        return Estimate(
            parameters: n, memoryBytes: n * 4 * copies + pass, floatingPointOperations: work, missing: missing,
            recipe: recipe.resolved.yaml)
    }
}
