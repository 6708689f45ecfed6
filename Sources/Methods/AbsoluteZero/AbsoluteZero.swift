public import Environments
public import Experience
import Foundation
public import Objectives
public import Recipes
public import Sampling
import Sandbox
public import Training

/// Self-play without data: one policy proposes tasks about programs, a Python interpreter in the sandbox judges them, and the
/// same policy solves them (Zhao et al. 2025, arXiv:2505.03335).
///
/// A step draws proposers and solvers of every task type, one completion each; every stratum (role × task type) has a baseline
/// of its own (TRR++). Solvers get the tasks that were accepted a step before, and older ones to fill up, as the released code
/// runs it.
public struct AbsoluteZero: Method {
    public static let name = AbsoluteZeroSettings.methodName

    private let settings: AbsoluteZeroSettings
    private let play: SelfPlay
    private let objective: PolicyObjective

    public init(settings: AbsoluteZeroSettings, context: MethodContext) async throws {
        self.settings = settings
        let sandbox = try await Sandbox()
        play = SelfPlay(settings: settings, context: context, sandbox: sandbox, policy: try await Self.contentPolicy(settings, context, sandbox))
        var objective = PolicyObjective()
        (objective.epsilon, objective.epsilonHigh) = (settings.epsilon, settings.epsilonHigh)
        (objective.beta, objective.entropyCoefficient) = (0, settings.entropyCoef)
        self.objective = objective
    }

    /// `nil` where the recipe names none.
    private static func contentPolicy(_ settings: AbsoluteZeroSettings, _ context: MethodContext, _ sandbox: Sandbox) async throws -> ContentPolicy? {
        func place(_ file: String) -> URL { URL(fileURLWithPath: file, relativeTo: context.folder) }
        guard settings.contentPolicy != nil || settings.contentClassifier != nil else { return nil }
        let screen = try settings.contentPolicy.map { try ContentScreen(file: place($0)) }
        var classifier: ContentClassifier?
        if let file = settings.contentClassifier {
            do {
                classifier = try await ContentClassifier(file: place(file), threshold: settings.contentThreshold, sandbox: sandbox)
            } catch let error as VerifierError {
                throw TrainingError.badData("method.content_classifier: \(error)")
            }
        }
        return ContentPolicy(screen: screen, classifier: classifier)
    }

    public static func control(_ name: ControlName, of settings: AbsoluteZeroSettings) throws -> AbsoluteZeroSettings {
        var altered = settings
        switch name {
        case .random: altered.reward = .random
        case .frozenProposer: altered.trainsProposer = false
        case .format, .wrongLabel: throw TrainingError.badData("controls: \(name.rawValue) is no control of \(Self.name), which has random and frozen-proposer")
        }
        return altered
    }

    public var heldOutVerifier: (any Verifier)? { SeedWorldVerifier(reasoning: play.verifier) }
    public var aggregation: Aggregation { .tokenMean }
    public var needsReference: Bool { false }

    public func prepare(with sampler: any Sampler) async throws -> StepAccount { try await play.seed(with: sampler) }
    public func prompts(at step: Int) async throws -> [Prompt] { try await play.prompts(at: step) }

    public func rollouts(for prompts: [Prompt], from sampler: any Sampler, at step: Int) async throws -> [RolloutGroup] {
        try await play.rollouts(for: prompts, from: sampler, at: step)
    }

    public func rewards(for group: RolloutGroup, at step: Int) async throws -> [Reward] { [await play.reward(group, at: step)] }

    public func advantages(of groups: [RolloutGroup], rewards: [[Reward]]) throws -> [[Double]] {
        let judged = groups.indices.filter { rewards[$0].first?.value != nil }
        let advantages = taskRelativeAdvantages(
            judged.map { rewards[$0][0].value ?? 0 }, lengths: judged.map { groups[$0].completions[0].tokens.count },
            strata: judged.map { groups[$0].prompt.stratum }, weighting: settings.baselineWeighting == .token ? .token : .sequence)
        var all = groups.map { [Double](repeating: 0, count: $0.completions.count) }
        for (index, advantage) in zip(judged, advantages) { all[index][0] = advantage }
        return all
    }

    public func loss(on batch: PolicyBatch) throws -> ObjectiveValue { try objective(batch) }

    public func account(of groups: [ScoredGroup], at step: Int) async throws -> StepAccount { await play.account(of: groups, at: step) }
    public func reasonToStop(after step: Int) async -> TrainingError? { await play.reasonToStop() }
    public func state() async throws -> [UInt8] { try await play.encoded() }
    public func restore(_ state: [UInt8]) async throws { try await play.restore(state) }
}
