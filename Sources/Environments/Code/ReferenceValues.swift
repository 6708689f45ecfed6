import Sandbox

/// What the reference solution gives for each input; computed once in the sandbox, for the same problem comes again.
actor ReferenceValues {
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private var known: [CodeSpecification.Function: Result<[SandboxOutcome], Problem>] = [:]

    func values(of function: CodeSpecification.Function, in sandbox: Sandbox, limits: SandboxLimits) async
        -> Result<[SandboxOutcome], Problem>
    {
        if let values = known[function] { return values }
        var generous = limits
        generous.wallSeconds = max(limits.wallSeconds, 30)
        generous.valueBytes = max(limits.valueBytes, 16 << 20)
        generous.memoryBytes = max(limits.memoryBytes, 1 << 30)
        let result = await sandbox.run(
            SandboxProgram(source: function.reference, calls: function.inputs.map { .init(function.entry, $0) }),
            limits: generous)
        if case .infrastructureFailure(let reason) = result.status { return .failure(Problem(description: reason)) }
        let values = Self.values(result, function)
        if known.count > 4096 { known.removeAll() }
        known[function] = values
        return values
    }

    private static func values(_ result: SandboxResult, _ function: CodeSpecification.Function) -> Result<[SandboxOutcome], Problem> {
        let values = result.outcomes
        for (index, outcome) in values.enumerated() {
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
