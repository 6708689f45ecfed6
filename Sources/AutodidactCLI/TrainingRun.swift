import ArgumentParser
import Foundation
import Methods
import Recipes
import Reports
import RunStore
import Training

/// What every `train METHOD` takes, and does.
struct TrainingRun: ParsableArguments {
    @Option(help: "The recipe, YAML.")
    var recipe: String
    @OptionGroup var overrides: RecipeOverrides
    @Option(help: "The run's name; by default the recipe's, with a number where that is taken.")
    var name: String?
    @Option(help: "Where runs live.")
    var runs: String = "runs"
    @Option(help: "Uninformative rewards to train twins with: random, format, wrong-label, frozen-proposer, or none; by default the recipe's.")
    var controls: String?
    @Option(help: "Repeat with this many seeds, from the recipe's on.")
    var seeds: Int = 1
    @Option(help: "auto continues a run of this name from its newest checkpoint; never starts anew.")
    var resume: ResumeChoice = .never
    @Flag(name: .customLong("dry-run"), help: "Resolve and check the recipe, estimate memory and time, and stop.")
    var dryRun = false
    @Option(help: "With --dry-run: the model's config.json, where the model itself is not there yet.")
    var modelConfig: String?
    @Flag(help: "Print a summary as JSON on stdout.")
    var json = false

    enum ResumeChoice: String, ExpressibleByArgument, CaseIterable { case auto, never }

    /// Runs the method: its seeds, each with its controls and its report.
    func run<M: Method>(_ method: M.Type) async throws {
        let url = URL(fileURLWithPath: recipe)
        let base = try RecipeReader.standard.read(url, overrides: overrides.all + controlOverride)
        if dryRun { return try DryRun.print(base, folder: folder, modelConfig: modelConfig, json: json) }
        if modelConfig != nil { throw ValidationError("--model-config goes with --dry-run") }
        guard seeds >= 1 else { throw ValidationError("--seeds \(seeds): at least 1 is needed") }
        StopSignal.install()
        var finished: [URL] = []
        for offset in 0..<seeds {
            let seed = base.seed + UInt64(offset)
            let recipe = try RecipeReader.standard.read(url, overrides: overrides.all + controlOverride + ["seed=\(seed)"])
            finished.append(try await train(method, recipe, name: runName(recipe, offset: offset), source: Data(contentsOf: url)))
        }
        if json { try Console.json(finished.map { try RunReader(opening: $0).summary() }) }
    }

    private var folder: URL { URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true) }

    private var controlOverride: [String] {
        controls.map { ["controls=[\($0 == "none" ? "" : $0)]"] } ?? []
    }

    private func runName(_ recipe: Recipe, offset: Int) -> String {
        if let name { return seeds > 1 ? "\(name)-seed\(recipe.seed)" : name }
        if resume == .auto { return recipe.name }
        var candidate = recipe.name
        var number = 2
        while FileManager.default.fileExists(atPath: runs + "/" + candidate) {
            candidate = "\(recipe.name)-\(number)"
            number += 1
        }
        return candidate
    }

    /// The main run, then its controls, then the report.
    private func train<M: Method>(_ method: M.Type, _ recipe: Recipe, name: String, source: Data) async throws -> URL {
        let twins = recipe.head.controls.map { RunManifest.Control(name: $0.rawValue, run: "\(name)-control-\($0.rawValue)") }
        guard let settings = recipe.settings(as: M.Settings.self) else {
            throw TrainingError.badData("\(self.recipe): method.name is '\(recipe.methodName)'; 'train \(M.name)' wants \(M.name)")
        }
        // A control that the method has not is told before anything is trained.
        let altered = try recipe.head.controls.map { try M.control($0, of: settings) }
        let place = URL(fileURLWithPath: runs, isDirectory: true)
        try await session(method, recipe, settings, name, place, source, .init(controls: twins), label: name)
        for (control, (twin, altered)) in zip(recipe.head.controls, zip(twins, altered)) {
            try await session(method, recipe, altered, twin.run, place, source, .init(controlOf: name), label: "control \(control.rawValue)")
        }
        let run = place.appendingPathComponent(name)
        let report = try Report(run: RunReader(opening: run)).save(to: RunDirectory(opening: run))
        Console.out(try ReportFormat.text.render(Report(run: RunReader(opening: run))))
        Console.say("report: \(report.path)")
        return run
    }

    private func session<M: Method>(
        _ method: M.Type, _ recipe: Recipe, _ settings: M.Settings, _ name: String, _ place: URL, _ source: Data,
        _ role: TrainingSession<M>.Role, label: String
    ) async throws {
        var recipe = recipe
        recipe.method = settings
        // A twin that is finished already is not run again on a resume.
        let folder = place.appendingPathComponent(name)
        if resume == .auto, FileManager.default.fileExists(atPath: folder.appendingPathComponent("run.json").path),
            try RunReader(opening: folder).manifest.status == .finished
        {
            return Console.say("\(label): finished already")
        }
        let session = try await TrainingSession<M>(
            recipe: recipe, settings: settings, name: name, runs: place, source: source, folder: self.folder, role: role)
        let progress = TrainingProgress(label: label)
        let finished = try await session.run(
            resume: resume == .auto ? .auto : .never, onEvent: progress.show, onSampling: progress.sampling,
            shouldStop: { StopSignal.isRaised })
        guard finished else { throw ExitCode(StopSignal.exitCode) }
    }
}
