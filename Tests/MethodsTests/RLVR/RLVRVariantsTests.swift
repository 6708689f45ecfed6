import Objectives
import Recipes
import Testing

@testable import Methods

struct RLVRVariantsTests {
    private func settings(_ variant: OneShotSettings.LossType, _ change: (inout OneShotSettings) -> Void = { _ in }) -> OneShotSettings {
        var settings = OneShotSettings()
        settings.lossType = variant
        change(&settings)
        return settings
    }

    @Test func `the default is the released run's objective`() {
        #expect(PolicyObjective(OneShotSettings()) == PolicyObjective())
        let objective = PolicyObjective()
        #expect(objective.epsilon == 0.2 && objective.epsilonHigh == 0.2 && objective.beta == 0.001)
        #expect(objective.entropyCoefficient == 0.001 && objective.klEstimator == .k3 && objective.surrogate == .clipped)
        #expect(Aggregation(OneShotSettings(), maxCompletion: 9) == .tokenMean)
    }

    @Test(arguments: [
        (OneShotSettings.LossType.grpo, PolicyObjective.Surrogate.clipped, 0.2), (.drGRPO, .clipped, 0.2), (.rloo, .clipped, 0.2),
        (.reinforcePP, .clipped, 0.2), (.dapo, .clipped, 0.28), (.gspo, .sequence, 0.2), (.cispo, .truncated, 5),
    ] as [(OneShotSettings.LossType, PolicyObjective.Surrogate, Double)])
    func `each variant's surrogate and upper bound`(
        _ variant: OneShotSettings.LossType, _ surrogate: PolicyObjective.Surrogate, _ high: Double
    ) {
        let objective = PolicyObjective(settings(variant))
        #expect(objective.surrogate == surrogate && objective.epsilonHigh == high)
        #expect(PolicyObjective(settings(variant) { $0.epsilonHigh = 0.4 }).epsilonHigh == 0.4)
    }

    @Test func `each variant's aggregation`() {
        #expect(Aggregation(settings(.drGRPO), maxCompletion: 9) == .constant(length: 9))
        #expect(Aggregation(settings(.gspo), maxCompletion: 9) == .sequenceMean)
        #expect(Aggregation(settings(.dapo), maxCompletion: 9) == .tokenMean)
        #expect(Aggregation(settings(.grpo) { $0.aggregation = .sequenceMean }, maxCompletion: 9) == .sequenceMean)
        #expect(Aggregation(settings(.cispo) { $0.aggregation = .constant }, maxCompletion: 9) == .constant(length: 9))
    }

    @Test func `ablations switch terms off one by one`() {
        let bare = PolicyObjective(settings(.grpo) { $0.policyLoss = false; $0.beta = 0; $0.entropyCoef = 0.003; $0.klEstimator = .k1 })
        #expect(!bare.usesPolicyLoss && bare.beta == 0 && bare.entropyCoefficient == 0.003 && bare.klEstimator == .k1)
    }
}
