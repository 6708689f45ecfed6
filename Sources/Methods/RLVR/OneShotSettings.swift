public import Recipes

/// `method: {name: one-shot}`: reinforcement from one example with a verifiable answer. Defaults: the
/// run script of One-Shot-RLVR (Wang et al. 2025, arXiv:2504.20571), hidden defaults of its trainer
/// included.
public struct OneShotSettings: MethodSettings, Hashable {
    public enum LossType: String, RecipeChoice {
        case grpo, dapo, gspo, cispo, rloo
        case drGRPO = "dr_grpo"
        case reinforcePP = "reinforce++"
    }

    public enum Aggregation: String, RecipeChoice {
        case tokenMean = "token_mean"
        case sequenceMean = "sequence_mean"
        case constant
    }

    public enum RewardScale: String, RecipeChoice { case group, batch, none }
    public enum KLEstimator: String, RecipeChoice { case k1, k2, k3 }
    public enum RewardName: String, RecipeChoice { case maths, format, random }

    /// Shaping near the length limit (Yu et al. 2025, arXiv:2503.14476, §3.4).
    public struct Overlong: RecipeSection, Hashable {
        /// In tokens before the limit, over which the penalty grows from 0.
        public var buffer = 4096
        /// The penalty at the limit, in units of reward.
        public var penalty = 1.0

        public init() {}

        public static let fields: [RecipeField<Overlong>] = [
            .init("buffer", \.buffer, .atLeast(1, "it is in tokens")),
            .init("penalty", \.penalty, .above(0, "it is subtracted from the reward")),
        ]
    }

    public static let methodName = "one-shot"

    /// Prompt rows of a step, P; the examples are repeated to fill them.
    public var promptsPerStep = 128
    /// Completions of a row, G.
    public var numGenerations = 8
    /// Optimizer steps on one batch of rollouts. The paper's text says 8, its released code makes 1.
    public var updatesPerRollout = 1
    public var lossType = LossType.grpo
    public var aggregation = Aggregation.tokenMean
    public var scaleRewards = RewardScale.group
    /// The clip range below 1, and above it unless `epsilon_high` is given.
    public var epsilon = 0.2
    public var epsilonHigh: Double?
    /// The weight of the KL term; 0 needs no reference model.
    public var beta = 0.001
    public var klEstimator = KLEstimator.k3
    /// Positive rewards entropy.
    public var entropyCoef = 0.001
    /// Off leaves only the KL and entropy terms: the entropy-only ablation.
    public var policyLoss = true
    public var reward = RewardName.maths
    /// Replaces the label of the example: the wrong-label ablation.
    public var label: String?
    /// Samples again instead of training on groups whose rewards are all equal.
    public var dynamicSampling = false
    public var overlong: Overlong?
    /// Leaves truncated completions out of the loss.
    public var maskTruncatedCompletions = false

    public init() {}

    public static let fields: [RecipeField<OneShotSettings>] = [
        .init("prompts_per_step", \.promptsPerStep, .atLeast(1, "a step needs a prompt")),
        .init("num_generations", \.numGenerations, .atLeast(2, "a completion needs a sibling to be compared with")),
        .init("updates_per_rollout", \.updatesPerRollout, .atLeast(1, "nothing would be trained")),
        .init("loss_type", \.lossType),
        .init("aggregation", \.aggregation),
        .init("scale_rewards", \.scaleRewards),
        .init(
            "epsilon", \.epsilon, .above(0, "every ratio would be clipped"),
            .below(1, "the lower bound 1 - epsilon would be 0")),
        .init(optional: "epsilon_high", \.epsilonHigh, .above(0, "every ratio above 1 would be clipped")),
        .init("beta", \.beta, .atLeast(0, "a negative weight drives the policy away from its start")),
        .init("kl_estimator", \.klEstimator),
        .init(
            "entropy_coef", \.entropyCoef,
            .atLeast(-1, "the term would drown the reward"), .atMost(1, "the term would drown the reward")),
        .init("policy_loss", \.policyLoss),
        .init("reward", \.reward),
        .init(
            optional: "label", \.label, .notEmpty("an empty label matches nothing; use null to keep the example's own")),
        .init("dynamic_sampling", \.dynamicSampling),
        .init(section: "overlong", \.overlong),
        .init("mask_truncated_completions", \.maskTruncatedCompletions),
    ]

    public var work: StepWork? {
        StepWork(prompts: promptsPerStep, trained: promptsPerStep * numGenerations, usesReference: beta != 0)
    }

    public var faults: [RecipeFault] {
        var faults: [RecipeFault] = []
        if updatesPerRollout > 0, promptsPerStep > 0, promptsPerStep % updatesPerRollout != 0 {
            faults.append(
                .init(
                    "updates_per_rollout",
                    "\(promptsPerStep) prompts do not divide into \(updatesPerRollout) updates; "
                        + "change it or method.prompts_per_step"))
        }
        if !policyLoss, beta == 0, entropyCoef == 0 {
            faults.append(.init("policy_loss", "without it, beta or entropy_coef, the loss is empty; set one of them"))
        }
        return faults
    }

    public func faults(in recipe: Recipe) -> [RecipeFault] {
        let limit = recipe.sampling.maxCompletionLength
        guard let overlong, overlong.buffer >= limit else { return [] }
        return [
            RecipeFault(
                "overlong.buffer",
                "\(overlong.buffer) leaves no length without a penalty; use less than sampling.max_completion_length \(limit)")
        ]
    }
}
