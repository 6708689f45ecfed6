/// A condition on a value, with the reason for it.
public struct RecipeCheck<Value>: Sendable {
    /// What is wrong with the value, or `nil`.
    let fault: @Sendable (Value) -> String?

    public init(_ fault: @escaping @Sendable (Value) -> String?) {
        self.fault = fault
    }
}

extension RecipeCheck where Value: Comparable & Sendable {
    public static func atLeast(_ bound: Value, _ reason: String) -> Self {
        Self { $0 >= bound ? nil : "\($0) is too small; \(reason); use \(bound) or more" }
    }

    public static func above(_ bound: Value, _ reason: String) -> Self {
        Self { $0 > bound ? nil : "\($0) is too small; \(reason); use more than \(bound)" }
    }

    public static func atMost(_ bound: Value, _ reason: String) -> Self {
        Self { $0 <= bound ? nil : "\($0) is too large; \(reason); use \(bound) or less" }
    }

    public static func below(_ bound: Value, _ reason: String) -> Self {
        Self { $0 < bound ? nil : "\($0) is too large; \(reason); use less than \(bound)" }
    }
}

extension RecipeCheck where Value == String {
    public static func notEmpty(_ reason: String) -> Self {
        Self { $0.isEmpty ? "is empty; \(reason)" : nil }
    }
}
