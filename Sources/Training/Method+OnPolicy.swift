public import Environments
public import Experience
public import Recipes
public import Sampling

/// What on-policy methods share.
extension Method {
    public static func control(_ name: ControlName, of settings: Settings) throws -> Settings {
        throw TrainingError.badData("controls: \(Self.name) has no control called \(name.rawValue)")
    }
    public func prepare(with sampler: any Sampler) async throws -> StepAccount { StepAccount() }
    public func account(of groups: [ScoredGroup], at step: Int) async throws -> StepAccount { StepAccount() }
    public func reasonToStop(after step: Int) async -> TrainingError? { nil }
    public var heldOutVerifier: (any Verifier)? { nil }
    public var updatesPerRollout: Int { 1 }
    public func trains(on completion: Completion) -> Bool { true }
    public func state() async throws -> [UInt8] { [] }
    public func restore(_ state: [UInt8]) async throws {}
}
