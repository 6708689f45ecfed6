import ArgumentParser
import Foundation
import Methods
import Recipes
import Training

struct Pretrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pretrain the seed model from scratch on the seed world.",
        discussion: """
            Examples:
              autodidact pretrain --recipe recipes/pretrain-seed.yaml --output models/my-seed
              autodidact pretrain --recipe recipes/pretrain-seed.yaml --output models/my-seed --resume auto
            """)

    @Option(help: "The recipe, YAML, with method.name: pretrain.")
    var recipe: String = "recipes/pretrain-seed.yaml"
    @Option(help: "Where the finished model goes; it must not exist.")
    var output: String
    @OptionGroup var overrides: RecipeOverrides
    @Option(help: "The run's name; by default the recipe's.")
    var name: String?
    @Option(help: "Where runs live.")
    var runs: String = "runs"
    @Option(help: "auto continues a run of this name from its newest checkpoint; never starts anew.")
    var resume: TrainingRun.ResumeChoice = .never

    func run() async throws {
        let url = URL(fileURLWithPath: recipe)
        let recipe = try RecipeReader.standard.read(url, overrides: overrides.all)
        guard let settings = recipe.settings(as: PretrainSettings.self) else {
            throw TrainingError.badData("\(self.recipe): method.name is '\(recipe.methodName)'; 'pretrain' wants pretrain")
        }
        if FileManager.default.fileExists(atPath: output) {
            throw TrainingError.badData("--output \(output) exists; nothing is overwritten, name another folder")
        }
        StopSignal.install()
        let session = await PretrainingSession(
            recipe: recipe, settings: settings, name: name ?? recipe.name, runs: URL(fileURLWithPath: runs, isDirectory: true),
            source: try Data(contentsOf: url), output: URL(fileURLWithPath: output, isDirectory: true))
        let started = Date()
        let finished = try await session.run(
            resume: resume == .auto,
            onStep: { step, total in
                let text = String(
                    format: "pretrain %@ %d/%d  loss %.4f  %.0f tokens/s  %@", Console.bar(step.step, of: total), step.step,
                    total, step.loss, step.tokensPerSecond, Console.duration(Date().timeIntervalSince(started)))
                if Console.isLive { Console.progress(text) } else if step.step % 100 == 0 { Console.say(text) }
            }, shouldStop: { StopSignal.isRaised })
        guard finished else {
            Console.say("stopped with a checkpoint; continue with --resume auto")
            throw ExitCode(StopSignal.exitCode)
        }
        Console.say("model: \(output)")
    }
}
