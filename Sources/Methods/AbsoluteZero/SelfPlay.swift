import Environments
import Experience
import Foundation
import Sampling
import Sandbox
import Training

/// The memory of self-play: buffers, what this step's proposals came to, and counters. All of it goes into checkpoints.
actor SelfPlay {
    /// What became of one proposal.
    struct Outcome: Sendable {
        var kind: ReasoningTask.Kind
        var id: String
        var parents: [String]
        var keepsForm: Bool
        var text: String
        var task: ReasoningTask?
        var refused: ProposalCheck.Refused?
        /// The current policy's attempts that were judged, and those that were right.
        var tried = 0
        var right = 0
        /// Where the recipe pays for them.
        var figures: ProgramMeasure.Figures?

        var solveRate: Double? { tried > 0 ? Double(right) / Double(tried) : nil }
    }

    /// What a proposer was asked for.
    struct Commission {
        var kind: ReasoningTask.Kind
        var parents: [String]
        /// Of an induction: the program that is given, and the input it came with.
        var program: String?
        var ownInput: String?
    }

    let settings: AbsoluteZeroSettings
    let context: MethodContext
    let style: any ReasoningStyle
    let executor: ReasoningExecutor
    let check: ProposalCheck
    let measure: ProgramMeasure?
    let policy: ContentPolicy?
    nonisolated let verifier: ReasoningVerifier

    var state: State
    /// By problem id, of the step that is under way.
    var commissions: [String: Commission] = [:]
    /// By group id, of the step that is under way.
    var outcomes: [String: Outcome] = [:]
    var refusals: [String: ContentRefusal] = [:]
    var times = Times()

    struct State: Codable {
        var buffers: [String: TaskBuffer]
        var barren = 0
        var lastRefusal = ""
        /// Proposals and completions with refused content, by ``ContentRefusal/Source``.
        var refusedContent: [String: Int] = [:]
        var lastContent = ""
        /// Shapes of accepted programs, newest last, for near-duplicates.
        var shapes: [String] = []
        var executor: ReasoningExecutor.State?
        var classifier: ContentClassifier.State?
    }

    struct Times {
        var waiting = 0.0
        var classifying = 0.0
        var executedBefore = ReasoningExecutor.Counts()
        var classifiedBefore = ContentClassifier.Counts()
    }

    init(settings: AbsoluteZeroSettings, context: MethodContext, sandbox: Sandbox, policy: ContentPolicy?) {
        self.settings = settings
        self.context = context
        style = settings.style == .seedWorld ? SeedWorldStyle() : FencedStyle()
        executor = ReasoningExecutor(
            sandbox: sandbox, limits: SandboxLimits(wallSeconds: settings.programSeconds), modules: settings.modules)
        check = ProposalCheck(executor: executor, modules: settings.modules, longestOutput: settings.longestOutput)
        verifier = ReasoningVerifier(executor: executor, style: style, tolerance: settings.floatTolerance)
        measure = settings.complexityWeight > 0 || settings.distanceWeight > 0 ? ProgramMeasure(sandbox: sandbox) : nil
        self.policy = policy
        state = State(buffers: Dictionary(settings.kinds.map { ($0.rawValue, TaskBuffer(limit: settings.bufferLimit)) }) { $1 })
    }

    func buffer(_ kind: ReasoningTask.Kind) -> TaskBuffer { state.buffers[kind.rawValue] ?? TaskBuffer(limit: settings.bufferLimit) }

    // MARK: Checkpoints

    func encoded() async throws -> [UInt8] {
        var copy = state
        copy.executor = await executor.state
        copy.classifier = await policy?.classifier?.state
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return [UInt8](try encoder.encode(copy))
    }

    func restore(_ bytes: [UInt8]) async throws {
        do {
            state = try JSONDecoder().decode(State.self, from: Data(bytes))
        } catch {
            throw TrainingError.checkpointMismatch(path: "the checkpoint's self-play state", reason: "it cannot be read: \(error)")
        }
        if let saved = state.executor { await executor.restore(saved) }
        if let saved = state.classifier { await policy?.classifier?.restore(saved) }
    }
}
