import Objectives
import Recipes

extension PolicyObjective {
    /// The objective a recipe's `loss_type` names, its own values standing in for unset ones.
    init(_ settings: OneShotSettings) {
        self.init()
        usesPolicyLoss = settings.policyLoss
        epsilon = settings.epsilon
        epsilonHigh = settings.epsilonHigh ?? settings.epsilon
        beta = settings.beta
        klEstimator = KLEstimator(rawValue: settings.klEstimator.rawValue) ?? .k3
        entropyCoefficient = settings.entropyCoef
        switch settings.lossType {
        case .grpo, .drGRPO, .rloo, .reinforcePP: break
        case .dapo: epsilonHigh = settings.epsilonHigh ?? 0.28
        case .gspo: surrogate = .sequence
        case .cispo:
            surrogate = .truncated
            epsilonHigh = settings.epsilonHigh ?? 5
        }
    }
}

extension Aggregation {
    init(_ settings: OneShotSettings, maxCompletion: Int) {
        switch settings.lossType {
        case .drGRPO: self = .constant(length: maxCompletion)
        case .gspo: self = .sequenceMean
        case .grpo, .dapo, .cispo, .rloo, .reinforcePP:
            switch settings.aggregation {
            case .tokenMean: self = .tokenMean
            case .sequenceMean: self = .sequenceMean
            case .constant: self = .constant(length: maxCompletion)
            }
        }
    }
}
