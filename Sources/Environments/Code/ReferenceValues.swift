import Sandbox

/// What the reference solution gives for each input. It is computed once in the sandbox, in workers that no model's
/// program is made from, and kept here: the same problem comes again with every completion of its group.
actor ReferenceValues {
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    typealias Values = Result<[SandboxOutcome], Problem>

    /// Bytes of values that are kept; past it all are forgotten.
    private static let most = 256 << 20
    private var known: [CodeSpecification.Function: Values] = [:]
    private var asked: [CodeSpecification.Function: Task<Values, Never>] = [:]
    private var size = 0

    func values(of function: CodeSpecification.Function, in sandbox: Sandbox, limits: SandboxLimits) async -> Values {
        if let values = known[function] { return values }
        // A group's completions ask together; the reference runs for the first, whoever of them is cancelled.
        if let task = asked[function] { return await task.value }
        let task = Task { await Self.computed(function, sandbox, limits) }
        asked[function] = task
        let values = await task.value
        asked[function] = nil
        if case .success(let outcomes) = values { remember(function, outcomes) }
        return values
    }

    private func remember(_ function: CodeSpecification.Function, _ outcomes: [SandboxOutcome]) {
        let bytes = outcomes.reduce(function.inputs.reduce(0) { $0 + $1.utf8.count }) { sum, outcome in
            switch outcome {
            case .value(let text), .digest(let text), .object(let text): sum + text.utf8.count
            case .exception: sum
            }
        }
        if size + bytes > Self.most { (known, size) = ([:], 0) }
        known[function] = .success(outcomes)
        size += bytes
    }

    private static func computed(_ function: CodeSpecification.Function, _ sandbox: Sandbox, _ limits: SandboxLimits) async -> Values {
        var generous = limits
        generous.wallSeconds = max(limits.wallSeconds, 30)
        generous.valueBytes = max(limits.valueBytes, 16 << 20)
        generous.memoryBytes = max(limits.memoryBytes, 1 << 30)
        let result = await sandbox.run(
            SandboxProgram(source: function.reference, calls: function.inputs.map { .init(function.entry, $0) }),
            limits: generous, origin: .benchmark)
        if case .infrastructureFailure(let reason) = result.status { return .failure(Problem(description: reason)) }
        return values(result, function)
    }

    private static func values(_ result: SandboxResult, _ function: CodeSpecification.Function) -> Values {
        let values = result.outcomes
        for (index, outcome) in values.enumerated() where index < function.inputs.count {
            switch outcome {
            case .value, .digest: continue
            case .object where function.comparison == .presence: continue
            case .object, .exception:
                return .failure(Problem(description: "the reference gives no literal for \(function.inputs[index].prefix(100)): \(outcome)"))
            }
        }
        guard values.count == function.inputs.count else {
            return .failure(Problem(description: "the reference ended after \(values.count) of \(function.inputs.count) calls: \(result.status.summary)"))
        }
        return .success(values)
    }
}
