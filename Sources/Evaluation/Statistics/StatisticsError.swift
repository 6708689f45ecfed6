/// What a statistic cannot be computed from.
public enum StatisticsError: Error, Sendable, Hashable, CustomStringConvertible {
    case nothingToAverage
    case kOutOfRange(k: Int, samples: Int)
    case countOutOfRange(count: Int, of: Int)
    case confidenceOutOfRange(Double)
    case tooFewResamples(Int)
    case unpaired(before: Int, after: Int)
    case notFinite(index: Int, value: Double)
    case emptyHistory(id: String)

    public var description: String {
        switch self {
        case .nothingToAverage: "no items; give at least one"
        case .kOutOfRange(let k, let samples): "k is \(k), but there are \(samples) samples; use 1 to \(samples)"
        case .countOutOfRange(let count, let total):
            "\(count) right of \(total) is impossible; use 0 to \(total) of at least 1"
        case .confidenceOutOfRange(let value):
            "a confidence of \(value) is no probability between 0 and 1; 0.95 is usual"
        case .tooFewResamples(let count):
            "\(count) resamples are too few for an interval; use 100 or more (evaluation.bootstrap_samples)"
        case .unpaired(let before, let after):
            "\(before) items before and \(after) after; a paired comparison needs the same items"
        case .notFinite(let index, let value): "item \(index) is \(value); only finite numbers can be averaged"
        case .emptyHistory(let id): "the example \(id) has no recorded accuracy; leave it out or train one more epoch"
        }
    }
}
