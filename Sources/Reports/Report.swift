import Experience
public import RunStore

/// What a run shows, read from what it stored and from nothing else.
///
/// A figure that the run did not store is `nil` here and "not measured" in every format.
public struct Report: Sendable, Codable, Hashable {
    public var manifest: RunManifest
    public var steps: Int
    /// Stored rollouts by verdict.
    public var verdicts: [String: Int]
    /// The held-out set first, then any other.
    public var comparisons: [Comparison]
    public var controls: [ControlFinding]
    public var curves: [Curve]
    public var families: [FamilyFinding]
    public var saturation: Saturation
    /// Of runs that make their own tasks.
    public var tasks: [TaskFinding]
    /// Metrics that may speak against them, by name, in the order of the steps.
    var taskSigns: [String: [Double]]
    public var samples: [SamplePair]
    public var proof: [PolicyProof]
    public var checkpoints: [Int]
    public var recipe: String
    public var resolvedRecipe: String

    public init(run: RunReader) throws(RunStoreError) {
        manifest = run.manifest
        steps = try run.steps().count
        verdicts = [:]
        for step in try run.database?.verdicts() ?? [] {
            for (verdict, count) in step.counts { verdicts[verdict.rawValue, default: 0] += count }
        }
        comparisons = try Comparison.all(of: run)
        controls = try ControlFinding.all(of: run)
        curves = try Curve.all(of: run) + Curve.byTask(of: run)
        families = try FamilyFinding.all(of: run)
        saturation = try Saturation(run)
        tasks = try TaskFinding.all(of: run)
        taskSigns = [:]
        for record in tasks.isEmpty ? [] : try run.steps() {
            for (name, value) in record.metrics where name.hasPrefix("tasks/") || name.hasPrefix("reward_std/") { taskSigns[name, default: []].append(value) }
        }
        samples = try SamplePair.selection(of: run)
        proof = try PolicyProof.all(of: run)
        checkpoints = try run.checkpoints.list().map(\.step)
        recipe = try run.recipe()
        resolvedRecipe = try run.resolvedRecipe()
    }

    /// The held-out set, which the headline is about.
    public var headline: Comparison { comparisons[0] }
}
