import Foundation
import Methods
import TestSupport
import Testing

@testable import Recipes

struct RecipeSourceTests {
    /// A folder of its own, removed afterwards.
    private func withFolder(_ files: [String: String], _ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recipes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let url = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        try body(folder)
    }

    private func problems(_ url: URL) -> [RecipeProblem] {
        do {
            _ = try RecipeReader.standard.read(url)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `a recipe extends another, key by key`() throws {
        try withFolder([
            "base.yaml":
                "model: {model_name_or_path: m, dtype: float32}\nmethod: {name: one-shot, beta: 0.5}\nseed: 3\n",
            "sub/child.yaml": "extends: ../base.yaml\nmethod: {beta: 0}\n",
        ]) { folder in
            let recipe = try RecipeReader.standard.read(folder.appending(path: "sub/child.yaml"))
            #expect(recipe.seed == 3 && recipe.model.dtype == .float32)
            #expect(recipe.settings(as: OneShotSettings.self)?.beta == 0)
        }
    }

    @Test func `a problem is laid at the file that has it`() throws {
        try withFolder([
            "base.yaml": "model: {model_name_or_path: m}\nmethod:\n  name: one-shot\n  beta: -1\n",
            "child.yaml": "extends: base.yaml\nsampling:\n  top_p: 2\n",
        ]) { folder in
            let found = problems(folder.appending(path: "child.yaml"))
            #expect(found.map(\.path) == ["method.beta", "sampling.top_p"])
            #expect(found.first?.place.hasSuffix("base.yaml:4") == true, "\(found)")
            #expect(found.last?.place.hasSuffix("child.yaml:3") == true, "\(found)")
        }
    }

    @Test func `circles and missing files are named`() throws {
        try withFolder([
            "a.yaml": "extends: b.yaml\n", "b.yaml": "extends: a.yaml\n", "c.yaml": "seed: 1\nextends: nowhere.yaml\n",
            "d.yaml": "extends: [1]\n",
        ]) { folder in
            let circle = try #require(problems(folder.appending(path: "a.yaml")).first)
            #expect(circle.message == "goes in a circle: a.yaml extends b.yaml extends a.yaml")
            let missing = try #require(problems(folder.appending(path: "c.yaml")).first)
            #expect(missing.message == "there is no file nowhere.yaml beside c.yaml; the path is relative to it")
            #expect(missing.place.hasSuffix("c.yaml:2"))
            #expect(
                problems(folder.appending(path: "d.yaml")).first?.message
                    == "expected the path of a recipe, found a list")
            #expect(problems(folder.appending(path: "none.yaml")).first?.message.hasPrefix("cannot be read: ") == true)
            #expect(problems(folder).count == 1)
        }
    }

    @Test func `every shipped recipe reads, and keeps what it says`() throws {
        let folder = Checkout.root.appending(path: "recipes")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }.sorted()
        #expect(names.contains("absolute-zero-seed.yaml") && names.contains("one-shot-seed.yaml"))
        for name in names {
            let recipe = try RecipeReader.standard.read(folder.appending(path: name))
            #expect(recipe.name + ".yaml" == name)
            #expect(try RecipeReader.standard.read(yaml: recipe.resolved.yaml).resolved == recipe.resolved, "\(name)")
        }
    }

    @Test func `the recipe of the paper has the paper's values`() throws {
        // Zhao et al. 2025, table 3; the AdamW of the paper's branch.
        let recipe = try RecipeReader.standard.read(Checkout.root.appending(path: "recipes/absolute-zero-qwen2.5-coder-3b.yaml"))
        let settings = try #require(recipe.settings(as: AbsoluteZeroSettings.self))
        #expect((settings.tasksPerStratum, settings.seedFactor, settings.references, settings.solveSamples, settings.bufferLimit) == (64, 4, 6, 8, 16_384))
        #expect((settings.epsilon, settings.epsilonHigh, settings.entropyCoef, settings.numInputs) == (0.2, 0.28, 0.001, 10))
        #expect(settings.taskTypes == [.deduction, .abduction, .induction] && settings.proposerReward == .paper && settings.baselineWeighting == .token)
        #expect((recipe.sampling.temperature, recipe.sampling.maxPromptLength, recipe.sampling.maxCompletionLength) == (1, 6144, 8096))
        #expect((recipe.optimizer.learningRate, recipe.optimizer.weightDecay, recipe.optimizer.maxGradNorm, recipe.training.maxSteps) == (1e-6, 0.01, 1, 500))
    }
}
