public import Experience

/// What on-policy methods share.
extension Method {
    public var updatesPerRollout: Int { 1 }
    public func trains(on completion: Completion) -> Bool { true }
    public func state() async throws -> [UInt8] { [] }
    public func restore(_ state: [UInt8]) async throws {}
}
