/// `optimizer:` AdamW and its schedule. Defaults: the run script of One-Shot-RLVR (Wang et al. 2025,
/// arXiv:2504.20571) and the defaults of the trainer it uses.
public struct OptimizerSettings: RecipeSection, Hashable {
    public enum Schedule: String, RecipeChoice { case constant, linear, cosine }

    public var learningRate = 1e-6
    public var weightDecay = 0.01
    public var adamBeta1 = 0.9
    public var adamBeta2 = 0.999
    public var adamEpsilon = 1e-8
    /// Of the global norm; 0 clips nothing.
    public var maxGradNorm = 1.0
    /// After the warm-up: constant, or down to 0 at the last step.
    public var schedule = Schedule.constant
    public var warmupSteps = 0
    /// Of all steps; instead of `warmup_steps`.
    public var warmupRatio = 0.0

    public init() {}

    public static let fields: [RecipeField<OptimizerSettings>] = [
        .init(
            "learning_rate", \.learningRate,
            .above(0, "nothing would be learnt"), .atMost(1, "the weights would be lost in a step")),
        .init(
            "weight_decay", \.weightDecay, .atLeast(0, "negative decay makes weights grow"),
            .atMost(10, "weights would vanish")),
        .init(
            "adam_beta1", \.adamBeta1, .atLeast(0, "it weighs an average"), .below(1, "the average would never move")),
        .init(
            "adam_beta2", \.adamBeta2, .atLeast(0, "it weighs an average"), .below(1, "the average would never move")),
        .init("adam_epsilon", \.adamEpsilon, .above(0, "it keeps the division from 0")),
        .init("max_grad_norm", \.maxGradNorm, .atLeast(0, "a norm is not negative; 0 clips nothing")),
        .init("lr_scheduler_type", \.schedule),
        .init("warmup_steps", \.warmupSteps, .atLeast(0, "it is a number of steps")),
        .init(
            "warmup_ratio", \.warmupRatio, .atLeast(0, "it is a share of the steps"), .below(1, "no step would be left")
        ),
    ]

    public var faults: [RecipeFault] {
        guard warmupSteps > 0, warmupRatio > 0 else { return [] }
        return [
            .init("warmup_ratio", "\(warmupRatio) and warmup_steps \(warmupSteps) are both given; keep one of them")
        ]
    }
}
