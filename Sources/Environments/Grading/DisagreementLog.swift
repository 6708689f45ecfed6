public import Experience
import Synchronization

/// Where verifiers put what their graders differ on, until whoever runs them stores it.
public final class DisagreementLog: Sendable {
    /// Between two drains; what comes after is not kept.
    public static let most = 10_000
    private let kept = Mutex<[Disagreement]>([])

    public init() {}

    public func record(_ disagreement: Disagreement) {
        kept.withLock { if $0.count < Self.most { $0.append(disagreement) } }
    }

    /// Everything since the last call.
    public func drain() -> [Disagreement] {
        kept.withLock { disagreements in
            defer { disagreements = [] }
            return disagreements
        }
    }
}
