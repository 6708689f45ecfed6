import Environments
public import Recipes

/// `method: {name: absolute-zero}`: self-play of a proposer and a solver. Defaults: Zhao et al. 2025, arXiv:2505.03335,
/// table 3 and the released scripts.
public struct AbsoluteZeroSettings: MethodSettings, Hashable {
    public enum TaskType: String, RecipeChoice {
        case deduction, abduction, induction
        case errorDeduction = "error-deduction"
    }

    public enum Style: String, RecipeChoice {
        case fenced
        case seedWorld = "seed-world"
    }

    /// What a proposer earns for a valid task with solve rate p.
    public enum ProposerRewardName: String, RecipeChoice {
        case paper, code, inverse, learnability, target
    }

    public enum Weighting: String, RecipeChoice { case token, sequence }
    public enum RewardName: String, RecipeChoice { case verified, random }

    public static let methodName = "absolute-zero"
    public static let trainsOnData = false

    public var taskTypes: [TaskType] = [.deduction, .abduction, .induction]
    public var style = Style.fenced
    /// Prompts of each role and task type in a step, B.
    public var tasksPerStratum = 64
    /// Valid tasks to begin with, in units of `tasks_per_stratum`: S.
    public var seedFactor = 4
    /// A JSONL file of tasks to begin with, in place of the identity function.
    public var seedFile: String?
    /// Tasks a proposer is shown, K.
    public var references = 6
    /// The current policy's attempts at a new task, which give its solve rate, n.
    public var solveSamples = 8
    /// Tasks kept of each type; the oldest go first.
    public var bufferLimit = 16_384
    /// Inputs of an induction, N; half of them are shown unless `shown_inputs` says otherwise.
    public var numInputs = 10
    public var shownInputs: Int?
    /// Judges an induction by the input that its program came with too. For proposers that write no more inputs than are shown.
    public var hidesOwnInput = false
    public var proposerReward = ProposerRewardName.paper
    public var targetSolveRate = 0.5
    /// Added to the reward of a task that is neither trivial nor impossible; each term is at most 0.5. All off in the paper's runs.
    public var complexityWeight = 0.0
    public var distanceWeight = 0.0
    public var diversityWeight = 0.0
    public var formPenalty = -1.0
    public var wrongPenalty = -0.5
    public var baselineWeighting = Weighting.token
    public var epsilon = 0.2
    public var epsilonHigh = 0.28
    public var entropyCoef = 0.001
    /// Off: proposers propose, and are not trained. A control and an ablation.
    public var trainsProposer = true
    /// A coin in place of every reward. A control.
    public var reward = RewardName.verified
    /// Modules that programs may import, by root name.
    public var modules = [
        "bisect", "collections", "copy", "dataclasses", "enum", "fractions", "functools", "heapq", "itertools", "math", "operator", "re",
        "statistics", "string", "typing",
    ]
    /// Seconds a program may run.
    public var programSeconds = 10.0
    /// Characters of a task's output.
    public var longestOutput = 400
    /// Absolute, for floats within values.
    public var floatTolerance = 1e-6
    /// Steps without one valid proposal after which the run stops.
    public var maxBarrenSteps = 10
    /// Proposals and completions with refused content after which the run stops; `null` counts only.
    public var maxRefusedContent: Int?
    /// A file of patterns that proposals and completions may not hold.
    public var contentPolicy: String?
    /// A Python file or an executable that classifies those which no pattern refuses.
    public var contentClassifier: String?
    /// The classifier's score from which on it refuses.
    public var contentThreshold = 0.5

    public init() {}

    public static let fields: [RecipeField<AbsoluteZeroSettings>] = [
        .init("task_types", \.taskTypes, RecipeCheck { $0.isEmpty ? "is empty; name at least one" : Set($0).count < $0.count ? "names one twice" : nil }),
        .init("style", \.style),
        .init("tasks_per_stratum", \.tasksPerStratum, .atLeast(1, "a step needs a task")),
        .init("seed_factor", \.seedFactor, .atLeast(1, "self-play needs tasks to begin with")),
        .init(optional: "seed_file", \.seedFile, .notEmpty("name a JSONL file, or use null")),
        .init("references", \.references, .atLeast(0, "it is a number of tasks; 0 shows none")),
        .init("solve_samples", \.solveSamples, .atLeast(2, "one attempt cannot tell hard from possible")),
        .init("buffer_limit", \.bufferLimit, .atLeast(1, "there would be nothing to solve")),
        .init("num_inputs", \.numInputs, .atLeast(1, "an induction needs inputs"), .atMost(100, "no prompt would hold them")),
        .init(optional: "shown_inputs", \.shownInputs, .atLeast(1, "the solver has to see a pair")),
        .init("hides_own_input", \.hidesOwnInput),
        .init("proposer_reward", \.proposerReward),
        .init("target_solve_rate", \.targetSolveRate, .above(0, "it would ask for impossible tasks"), .below(1, "it would ask for trivial ones")),
        .init("complexity_weight", \.complexityWeight, .atLeast(0, "it is a bonus"), .atMost(10, "it would drown the reward")),
        .init("distance_weight", \.distanceWeight, .atLeast(0, "it is a bonus"), .atMost(10, "it would drown the reward")),
        .init("diversity_weight", \.diversityWeight, .atLeast(0, "it is a bonus"), .atMost(10, "it would drown the reward")),
        .init("form_penalty", \.formPenalty, .atMost(0, "it is a penalty")),
        .init("wrong_penalty", \.wrongPenalty, .atMost(0, "it is a penalty")),
        .init("baseline_weighting", \.baselineWeighting),
        .init("epsilon", \.epsilon, .above(0, "every ratio would be clipped"), .below(1, "the lower bound 1 - epsilon would be 0")),
        .init("epsilon_high", \.epsilonHigh, .above(0, "every ratio above 1 would be clipped")),
        .init("entropy_coef", \.entropyCoef, .atLeast(-1, "the term would drown the reward"), .atMost(1, "the term would drown the reward")),
        .init("trains_proposer", \.trainsProposer),
        .init("reward", \.reward),
        .init("modules", \.modules),
        .init("program_seconds", \.programSeconds, .above(0, "no program would end"), .atMost(600, "a step would take hours")),
        .init("longest_output", \.longestOutput, .atLeast(1, "no task would have an output")),
        .init("float_tolerance", \.floatTolerance, .atLeast(0, "it is a distance")),
        .init("max_barren_steps", \.maxBarrenSteps, .atLeast(1, "it is a number of steps")),
        .init(optional: "max_refused_content", \.maxRefusedContent, .atLeast(1, "it is a number of texts; use null to count only")),
        .init(optional: "content_policy", \.contentPolicy, .notEmpty("name a file of patterns, or use null")),
        .init(optional: "content_classifier", \.contentClassifier, .notEmpty("name a Python file or an executable, or use null")),
        .init("content_threshold", \.contentThreshold, RecipeCheck { $0.isFinite ? nil : "\($0) is no bound; use a finite number" }),
    ]

    public var work: StepWork? {
        let proposed = tasksPerStratum * taskTypes.count
        return StepWork(prompts: 3 * proposed, trained: 2 * proposed, drawn: solveSamples * proposed, usesReference: false)
    }

    public var files: [String] { [seedFile, contentPolicy, contentClassifier].compactMap(\.self) }

    public var faults: [RecipeFault] {
        var faults: [RecipeFault] = []
        if let shownInputs, shownInputs >= numInputs, !hidesOwnInput {
            faults.append(.init("shown_inputs", "\(shownInputs) of \(numInputs) leave none to judge by; show fewer, or set method.hides_own_input"))
        }
        if shownInputs == nil, numInputs < 2, !hidesOwnInput {
            faults.append(.init("num_inputs", "\(numInputs) cannot be halved into shown and hidden; use 2 or more"))
        }
        if bufferLimit < tasksPerStratum * seedFactor {
            faults.append(.init("buffer_limit", "\(bufferLimit) cannot hold the \(tasksPerStratum * seedFactor) tasks of the seeding phase; raise it"))
        }
        return faults
    }

    /// Pairs of an induction that the solver sees.
    var shown: Int { shownInputs ?? max(1, numInputs / 2) }

    var kinds: [ReasoningTask.Kind] { taskTypes.compactMap { ReasoningTask.Kind(rawValue: $0.rawValue) } }
}
