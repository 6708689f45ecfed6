import Foundation

/// Round numbers along an axis.
enum AxisTicks {
    /// Steps of 1, 2 or 5 times a power of ten, about `count` of them, that cover `range`.
    static func cover(_ range: ClosedRange<Double>, count: Int = 4) -> [Double] {
        let width = range.upperBound - range.lowerBound
        guard width > 0, width.isFinite else {
            let padding = max(abs(range.lowerBound) * 0.1, 1e-3)
            return cover(range.lowerBound - padding...range.upperBound + padding, count: count)
        }
        let rough = width / Double(count)
        let power = pow(10, floor(log10(rough)))
        let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
        let first = floor(range.lowerBound / step * (1 + 1e-12))
        let last = ceil(range.upperBound / step * (1 - 1e-12))
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }
}
