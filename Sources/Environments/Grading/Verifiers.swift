import Foundation
public import Sandbox

/// The verifiers there are, by name; the list is the table of contents.
public struct Verifiers: Sendable {
    /// One name with what it does.
    public struct Entry: Sendable {
        public let name: String
        public let summary: String
        let make: @Sendable (Verifiers) async throws -> any Verifier
    }

    public static let all: [Entry] = [
        Entry(name: "maths", summary: "numbers, formulas, sets, intervals, matrices against the label") { try await $0.maths(MathsVerifier()) },
        Entry(name: "maths-boxed", summary: "as maths, in the last box only") {
            try await $0.maths(MathsVerifier(name: "maths-boxed", location: .lastBox))
        },
        Entry(name: "maths-unordered", summary: "as maths; lists in any order (OlympiadBench, Math-Verify)") {
            var comparison = MathComparison()
            comparison.ignoresOrder = true
            return try await $0.maths(MathsVerifier(name: "maths-unordered", comparison: comparison))
        },
        Entry(name: "integral", summary: "an antiderivative, or the value of a definite integral") { _ in IntegralVerifier() },
        Entry(name: "one-shot-maths", summary: "the training reward of One-Shot-RLVR: last box, string rules, exact numbers") { _ in MathsAnswerVerifier() },
        Entry(name: "choice", summary: "the letter of a choice") { _ in ChoiceVerifier() },
        Entry(name: "exact", summary: "the label, character by character") { _ in ExactVerifier() },
        Entry(name: "normalized", summary: "the label's words") { _ in NormalizedVerifier() },
        Entry(name: "format", summary: "a closed box with a number, whatever it says") { _ in BoxFormatVerifier() },
        Entry(name: "length", summary: "1 to 1000 words") { _ in LengthVerifier() },
        Entry(name: "random", summary: "a coin; a negative control") { _ in RandomVerifier(seed: 0) },
        Entry(name: "seed-world", summary: "items of the seed world; its programs are run, in the sandbox") {
            let executor = ReasoningExecutor(sandbox: try await $0.sandbox(), limits: SandboxLimits(wallSeconds: 2), modules: [])
            return SeedWorldVerifier(reasoning: ReasoningVerifier(executor: executor, style: SeedWorldStyle()))
        },
        Entry(name: "code", summary: "a program against the problem's tests, in the sandbox") { CodeVerifier(sandbox: try await $0.sandbox()) },
    ]

    /// The verifiers that a grader can be chosen for.
    public static let graded: Set<String> = ["maths", "maths-boxed", "maths-unordered"]

    let sandbox: @Sendable () async throws -> Sandbox
    private let isolation: Isolation
    private let grader: MathsGrader
    private let deadline: Double
    private let disagreements: DisagreementLog?

    /// - Parameters:
    ///   - grader: who decides where mathematics is judged.
    ///   - disagreements: where completions go on which two graders differ.
    ///   - isolation: of math-verify, and of executables.
    ///   - deadline: seconds that math-verify has for a verdict.
    ///   - sandbox: asked for only by verifiers that run programs.
    public init(
        grader: MathsGrader = .native, disagreements: DisagreementLog? = nil, isolation: Isolation = .bubblewrap,
        deadline: Double = MathVerify.standardDeadline, sandbox: @escaping @Sendable () async throws -> Sandbox
    ) {
        (self.grader, self.disagreements, self.isolation, self.sandbox) = (grader, disagreements, isolation, sandbox)
        self.deadline = deadline
    }

    private func maths(_ native: MathsVerifier) async throws -> any Verifier {
        guard grader != .native else { return native }
        return TwoGraderVerifier(native: native, second: try await .started(deadline: deadline, isolation: isolation), decides: grader, disagreements: disagreements)
    }

    /// Verifiers that share one sandbox, which is started when the first of them asks for it.
    public static func sharing(
        isolation: Isolation, grader: MathsGrader = .native, disagreements: DisagreementLog? = nil,
        deadline: Double = MathVerify.standardDeadline
    ) -> Verifiers {
        let shared = SharedSandbox(isolation: isolation)
        return Verifiers(grader: grader, disagreements: disagreements, isolation: isolation, deadline: deadline) { try await shared.sandbox() }
    }

    private actor SharedSandbox {
        let isolation: Isolation
        var started: Task<Sandbox, any Error>?

        init(isolation: Isolation) { self.isolation = isolation }

        func sandbox() async throws -> Sandbox {
            let task = started ?? Task { [isolation] in try await Sandbox(isolation: isolation) }
            started = task
            return try await task.value
        }
    }

    /// The verifier called `name`, or the one that a Python file or an executable at that path is.
    ///
    /// - Throws: `VerifierError`, `MathVerifyError`, `SandboxError`.
    public func named(_ name: String) async throws -> any Verifier {
        guard grader == .native || Self.graded.contains(name) else { throw VerifierError.noGrader(verifier: name, grader: grader) }
        if let entry = Self.all.first(where: { $0.name == name }) { return try await entry.make(self) }
        guard name.hasSuffix(".py") || name.contains("/") else { throw VerifierError.unknown(name) }
        return OwnVerifier(program: try await OwnProgram(file: URL(filePath: name), given: name, sandbox: sandbox))
    }
}

/// What is wrong with a verifier that was asked for, or with a program of the user's own.
public enum VerifierError: Error, Equatable, CustomStringConvertible {
    case unknown(String)
    case unreadable(path: String, reason: String)
    case noGrader(verifier: String, grader: MathsGrader)
    /// Its own machinery failed on every answer to a problem.
    case failed(verifier: String, problem: String, reason: String)

    public var description: String {
        switch self {
        case .unknown(let name):
            "no verifier is called '\(name)'; there are \(Verifiers.all.map(\.name).joined(separator: ", ")), and Python files and executables by their path"
        case .unreadable(let path, let reason):
            "the program \(path) cannot be used: \(reason)"
        case .noGrader(let verifier, let grader):
            "the verifier '\(verifier)' has one grader, so '\(grader.rawValue)' cannot decide; choose native, or one of "
                + Verifiers.graded.sorted().joined(separator: ", ")
        case .failed(let verifier, let problem, let reason):
            "the verifier '\(verifier)' failed on every answer to '\(problem)': \(reason). Mend it ('autodidact verify try' shows what it "
                + "says to one completion; 'autodidact doctor' tells what is missing)"
        }
    }
}
