public import Environments
public import Experience
public import Objectives
public import Recipes
public import Sampling
import Torch

/// One way to train a policy: where prompts come from, how completions are judged, against what baseline.
///
/// The requirements stand in the order of the data flow, so the protocol is the picture. Everything else (sampling,
/// update, checkpoint, evidence) is the loop's.
public protocol Method: Sendable {
    associatedtype Settings: MethodSettings
    static var name: String { get }
    init(settings: Settings, context: MethodContext) async throws
    /// The settings of a twin that learns nothing about answers.
    ///
    /// - Throws: `TrainingError.badData` where the method has no such twin.
    static func control(_ name: ControlName, of settings: Settings) throws -> Settings

    /// What has to be drawn before the first step of a new run; told as the account of step 0.
    func prepare(with sampler: any Sampler) async throws -> StepAccount
    /// The prompts of a step, one row per group.
    func prompts(at step: Int) async throws -> [Prompt]
    /// G completions of each prompt; a method may draw more and drop some. Where it throws a `TrainingError`, what the method
    /// remembers is what it was.
    func rollouts(for prompts: [Prompt], from sampler: any Sampler, at step: Int) async throws -> [RolloutGroup]
    /// One reward per completion, in order.
    func rewards(for group: RolloutGroup, at step: Int) async throws -> [Reward]
    /// `[P][G]`; a completion without reward gets 0 and is not trained on.
    func advantages(of groups: [RolloutGroup], rewards: [[Reward]]) throws -> [[Double]]
    /// How token losses become one number.
    var aggregation: Aggregation { get }
    /// Optimizer updates from one step's rollouts.
    var updatesPerRollout: Int { get }
    /// Whether the loss reads the reference's log-probabilities.
    var needsReference: Bool { get }
    /// Judges held-out items; `nil` for the one that the recipe's data asks for.
    var heldOutVerifier: (any Verifier)? { get }
    /// Whether a completion is trained on.
    func trains(on completion: Completion) -> Bool
    func loss(on batch: PolicyBatch) throws -> ObjectiveValue

    /// What the method has to tell of the step, beside its rollouts.
    func account(of groups: [ScoredGroup], at step: Int) async throws -> StepAccount
    /// Why the run should end after this step, with a checkpoint; `nil` to go on.
    func reasonToStop(after step: Int) async -> TrainingError?

    /// What the method remembers between steps, for checkpoints; empty for a method without memory.
    func state() async throws -> [UInt8]
    func restore(_ state: [UInt8]) async throws
}
