public import Experience
import Foundation
public import Sandbox

/// Correct where the program in the completion passes the problem's tests (``CodeSpecification``).
///
/// Tests and expected values are never in the process that runs the program. A test passes because the values that
/// came back are right, and for no other reason.
public struct CodeVerifier: Verifier {
    public let name = "code"
    public var extraction: CodeExtraction
    public var limits: SandboxLimits
    /// Modules that programs may import.
    public var modules: [String]?
    private let sandbox: Sandbox
    private let references = ReferenceValues()

    public init(
        sandbox: Sandbox, extraction: CodeExtraction = .blockOrWhole,
        limits: SandboxLimits = SandboxLimits(wallSeconds: 5, memoryBytes: 512 << 20, valueBytes: 4 << 20),
        modules: [String]? = PythonModules.exercises
    ) {
        self.sandbox = sandbox
        self.extraction = extraction
        self.limits = limits
        self.modules = modules
    }

    public func judge(_ completion: String, for problem: Problem) async -> Judgement {
        let specification: CodeSpecification
        do {
            specification = try JSONDecoder().decode(CodeSpecification.self, from: Data(problem.specification.utf8))
        } catch {
            return Judgement(
                verdict: .infrastructureFailure,
                evidence: "the problem \(problem.id) has no code specification that can be read: \(Self.reason(error))")
        }
        switch specification {
        case .output(let prediction): return OutputPrediction.judge(completion, prediction)
        case .input(let prediction): return await InputPrediction(sandbox: sandbox, limits: limits).judge(completion, prediction)
        default: break
        }
        guard let program = extraction.program(in: completion) else {
            return Judgement(verdict: .unparseable, evidence: "no closed block of Python in the completion (rule \(extraction.rawValue))")
        }
        switch specification {
        case .assertions(let tests): return await judge(program, tests)
        case .function(let function): return await judge(program, function)
        case .streams(let streams): return await judge(program, streams)
        case .output, .input: return Judgement(verdict: .infrastructureFailure, evidence: "not a program")
        }
    }

    private func judge(_ program: String, _ tests: CodeSpecification.Assertions) async -> Judgement {
        let source = Self.assembled(program, context: tests.context, entry: tests.entry)
        let result = await sandbox.run(
            SandboxProgram(
                source: source,
                tests: .init(setup: tests.context, check: tests.setup + "\n" + tests.check, remote: [tests.entry]), modules: modules),
            limits: limits)
        switch (result.status, result.tests) {
        case (.infrastructureFailure(let reason), _), (_, .infrastructureFailure(let reason)?):
            return Judgement(verdict: .infrastructureFailure, answer: program, evidence: reason)
        case (.ok, .ok?):
            return Judgement(verdict: .correct, answer: program, evidence: "every assertion holds")
        case (.ok, let failed?):
            return Judgement(verdict: Self.verdict(failed), answer: program, evidence: "the tests: \(failed.summary)")
        case (let ended, _):
            return Judgement(verdict: Self.verdict(ended), answer: program, evidence: "the program: \(ended.summary)")
        }
    }

    private func judge(_ program: String, _ function: CodeSpecification.Function) async -> Judgement {
        let expected: [SandboxOutcome]
        switch await references.values(of: function, in: sandbox, limits: limits) {
        case .success(let values): expected = values
        case .failure(let problem): return Judgement(verdict: .infrastructureFailure, evidence: problem.description)
        }
        let source = Self.assembled(program, context: function.context, entry: function.entry)
        let result = await sandbox.run(
            SandboxProgram(source: source, calls: function.inputs.map { .init(function.entry, $0) }, modules: modules),
            limits: limits)
        if case .infrastructureFailure(let reason) = result.status {
            return Judgement(verdict: .infrastructureFailure, answer: program, evidence: reason)
        }
        for (index, value) in expected.enumerated() {
            let place = "call \(index + 1) of \(expected.count), \(function.entry)\(function.inputs[index].prefix(100))"
            guard index < result.outcomes.count else {
                return Judgement(verdict: Self.verdict(result.status), answer: program, evidence: "\(place): \(result.status.summary)")
            }
            let comparison = ValueComparison(expected: value, input: function.inputs[index], function)
            if let difference = comparison.difference(from: result.outcomes[index]) {
                return Judgement(verdict: .incorrect, answer: program, evidence: "\(place): \(difference)")
            }
        }
        return Judgement(verdict: .correct, answer: program, evidence: "\(expected.count) calls give what the reference gives")
    }

    private func judge(_ program: String, _ streams: CodeSpecification.Streams) async -> Judgement {
        guard streams.inputs.count == streams.outputs.count, !streams.inputs.isEmpty else {
            return Judgement(
                verdict: .infrastructureFailure,
                evidence: "the problem has \(streams.inputs.count) inputs and \(streams.outputs.count) outputs")
        }
        // Contest sites write methods of a class that is made without arguments, or plain functions.
        let isMethod = program.split(separator: "\n").contains { $0.hasPrefix("class Solution") }
        for (index, (input, output)) in zip(streams.inputs, streams.outputs).enumerated() {
            let place = "test \(index + 1) of \(streams.inputs.count)"
            let difference: String?
            let result: SandboxResult
            if var entry = streams.entry {
                if isMethod, !entry.contains(".") { entry = "Solution." + entry }
                let arguments = "(" + Self.literals(input).joined(separator: ", ") + ",)"
                result = await sandbox.run(
                    SandboxProgram(source: program, calls: [.init(entry, arguments)], modules: modules), limits: limits)
                difference = StreamComparison.difference(result.outcomes.first, expected: Self.literals(output).joined(separator: ", "))
            } else {
                result = await sandbox.run(
                    SandboxProgram(source: program, standardInput: input, modules: modules), limits: limits)
                difference = StreamComparison.difference(result.standardOutput, expected: output)
            }
            switch result.status {
            case .ok, .exited(code: 0): break
            case .infrastructureFailure(let reason):
                return Judgement(verdict: .infrastructureFailure, answer: program, evidence: reason)
            case let ended:
                return Judgement(verdict: Self.verdict(ended), answer: program, evidence: "\(place): \(ended.summary)")
            }
            if let difference { return Judgement(verdict: .incorrect, answer: program, evidence: "\(place): \(difference)") }
        }
        return Judgement(verdict: .correct, answer: program, evidence: "\(streams.inputs.count) tests")
    }

    /// Arguments come a line each, as JSON or as Python writes them.
    private static func literals(_ input: String) -> [String] {
        input.split(separator: "\n").map { line in
            do { return try JSONReader.read(line.utf8).pythonLiteral } catch { return String(line) }
        }
    }

    /// A program that does not define the function continues what the model was shown.
    static func assembled(_ program: String, context: String, entry: String) -> String {
        let defines = program.split(separator: "\n").contains {
            $0.hasPrefix("def \(entry)(") || $0.hasPrefix("def \(entry) (") || $0.hasPrefix("\(entry) =")
                || $0.hasPrefix("async def \(entry)(")
        }
        guard defines else { return context + program }
        // What stands before the function in the context, its imports and helpers, is the program's to use.
        guard let start = context.range(of: "def \(entry)(") else { return context + "\n" + program }
        return context[..<start.lowerBound] + "\n" + program
    }

    static func verdict(_ status: SandboxStatus) -> Verdict {
        switch status {
        case .timeout: .timeout
        case .memory, .outputLimit: .resourceLimit
        case .infrastructureFailure: .infrastructureFailure
        case .ok, .exception, .exited, .killed, .nondeterministic: .incorrect
        }
    }

    private static func reason(_ error: any Error) -> String {
        if case DecodingError.keyNotFound(let key, _) = error { return "it has no '\(key.stringValue)'" }
        if case DecodingError.dataCorrupted(let context) = error { return context.debugDescription }
        return "it is not JSON of that shape"
    }
}
