import Foundation

/// How the learning rate moves over the updates of a run; warm-up is linear from 0.
public struct LearningRateSchedule: Sendable, Hashable {
    public enum Shape: String, Sendable, Codable, CaseIterable {
        case constant
        /// To 0 at the end.
        case linear
        /// Half a cosine to 0 at the end.
        case cosine
    }

    public var shape: Shape
    public var peak: Double
    public var warmup: Int
    public var total: Int

    public init(shape: Shape, peak: Double, warmup: Int, total: Int) {
        self.shape = shape
        self.peak = peak
        self.warmup = warmup
        self.total = total
    }

    /// The rate of update `step`, counted from 0.
    public func rate(at step: Int) -> Double {
        if step < warmup { return peak * Double(step + 1) / Double(warmup) }
        let remaining = max(1, total - warmup)
        let progress = min(1, Double(step - warmup) / Double(remaining))
        switch shape {
        case .constant: return peak
        case .linear: return peak * (1 - progress)
        case .cosine: return peak * 0.5 * (1 + cos(.pi * progress))
        }
    }
}
