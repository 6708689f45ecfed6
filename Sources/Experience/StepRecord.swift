/// One pass of the loop, as it is written to `metrics.jsonl`: TRL's metric names where it has one.
public struct StepRecord: Sendable, Codable, Hashable {
    public var step: Int
    /// Seconds since the run (or its resumption) started.
    public var elapsed: Double
    public var metrics: [String: Double]

    public init(step: Int, elapsed: Double, metrics: [String: Double]) {
        self.step = step
        self.elapsed = elapsed
        self.metrics = metrics
    }
}
