import CTorch

/// AdamW with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), moments in fp32.
///
/// One fused LibTorch kernel for all parameters. Parameters without a gradient are left alone.
public final class AdamW {
    public struct Settings: Sendable, Hashable {
        public var beta1: Double
        public var beta2: Double
        public var epsilon: Double
        /// Multiplied with the learning rate, as in PyTorch.
        public var weightDecay: Double

        public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }
    }

    public let settings: Settings
    public let parameters: [Tensor]
    /// First and second moments, in the order of `parameters`.
    public let firstMoments: [Tensor]
    public let secondMoments: [Tensor]
    /// Updates done.
    public var step = 0

    public init(_ parameters: [Tensor], settings: Settings = Settings()) throws(TorchError) {
        self.settings = settings
        self.parameters = parameters
        var first: [Tensor] = []
        var second: [Tensor] = []
        for parameter in parameters {
            let zeros = try parameter.detached() * 0
            first.append(zeros)
            second.append(try zeros.clone())
        }
        firstMoments = first
        secondMoments = second
    }

    /// One update from the gradients that `backward` left, then clears them.
    public func update(learningRate: Double) throws(TorchError) {
        step += 1
        let moved = parameters.indices.filter { parameters[$0].gradient != nil }
        let gradients = moved.compactMap { parameters[$0].gradient }
        _ = try torchCall { error in
            moved.map { parameters[$0] }.withHandles { p in
                gradients.withHandles { g in
                    moved.map { firstMoments[$0] }.withHandles { m in
                        moved.map { secondMoments[$0] }.withHandles { v in
                            ct_adamw_(
                                p, g, m, v, Int32(moved.count), Int64(step), learningRate, settings.beta1,
                                settings.beta2, settings.epsilon, settings.weightDecay, error)
                        }
                    }
                }
            }
        }
        for parameter in parameters { parameter.clearGradient() }
    }
}
