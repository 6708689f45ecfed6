public import Experience
public import Foundation
public import Sandbox

/// The second grader: Hugging Face's `math-verify` (pinned in `scripts/setup`), in isolated, warm processes.
///
/// It extracts and compares by rules of its own, with SymPy. It reads text that a model wrote, and some texts make it
/// take for ever, so nothing of it is in this process: each completion has a child of its own, and whoever is silent
/// past the deadline is killed.
public actor MathVerify {
    /// Of a verdict, in seconds.
    public static let standardDeadline = 5.0

    /// Seconds of wall time for one verdict, extraction included.
    public nonisolated let deadline: Double
    /// How far numbers may lie apart, in digits after the point.
    public nonisolated let rounding: Int
    private var idle: [IsolatedHelper]
    private let helpers: [IsolatedHelper]
    private var waiting: [CheckedContinuation<IsolatedHelper, Never>] = []

    private struct Request: Encodable {
        struct Limits: Encodable {
            var wall: Double
            var memory = 1 << 30
            var file = 0
        }
        var label: String
        var completion: String
        var rounding: Int
        var limits: Limits
    }

    private struct Answer: Decodable {
        var verdict: Verdict
        var why: String
        var gold: [String]?
        var found: [String]?
    }

    /// A longer completion is read from its end, in bytes: its regular expressions are not linear.
    public static let longest = 1 << 16

    /// Starts one helper, to know that it can be done; the others start when they are needed.
    ///
    /// - Parameters:
    ///   - folder: holds the packages `math_verify`, `latex2sympy2_extended`, `sympy`, `mpmath` and `antlr4`.
    ///   - workers: verdicts at a time.
    /// - Throws: `MathVerifyError.missing`, `SandboxError` where there is no Python or no isolation.
    public static func started(
        folder: URL? = nil, workers: Int? = nil, deadline: Double = standardDeadline, rounding: Int = 6, isolation: Isolation = .bubblewrap,
        python: PythonInstallation? = nil
    ) async throws -> MathVerify {
        guard let place = folder ?? installed(), packages.holdsPackages(place) else {
            throw MathVerifyError.missing(tried: folder.map { [$0.path] } ?? packages.places().map(\.path))
        }
        let interpreter = if let python { python } else { try PythonInstallation.find() }
        let script = String(decoding: PackageResources.math_verify_worker_py, as: UTF8.self)
            .replacing("\"MATH_VERIFY_FOLDER\"", with: JSONValue.text(place.path).json)
        let helpers = (0..<max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount)).map { _ in
            IsolatedHelper(script: script, readable: [place], isolation: isolation, python: interpreter)
        }
        do {
            try await helpers[0].start()
        } catch {
            guard case .refused(.noIsolation(let reason)) = error, reason.contains("math-verify cannot be imported") else {
                if case .refused(let problem) = error { throw problem }
                throw error
            }
            throw MathVerifyError.broken(folder: place.path, reason: reason)
        }
        return MathVerify(helpers, deadline: deadline, rounding: rounding)
    }

    private init(_ helpers: [IsolatedHelper], deadline: Double, rounding: Int) {
        (self.helpers, idle) = (helpers, helpers)
        (self.deadline, self.rounding) = (deadline, rounding)
    }

    public func judge(_ completion: String, label: String) async -> Judgement {
        guard !label.allSatisfy(\.isWhitespace) else { return Judgement(verdict: .incorrect, evidence: "the label is empty") }
        guard label.utf8.count <= Self.longest else { return Judgement(verdict: .incorrect, evidence: "a label of \(label.utf8.count) bytes is none") }
        guard !completion.allSatisfy(\.isWhitespace) else { return Judgement(verdict: .unparseable, evidence: "the completion is empty") }
        let text = completion.utf8.count <= Self.longest ? completion : String(decoding: completion.utf8.suffix(Self.longest), as: UTF8.self)
        let request = Request(label: label, completion: text, rounding: rounding, limits: .init(wall: deadline))
        let message: Data
        do {
            message = try JSONEncoder().encode(request)
        } catch {
            return Judgement(verdict: .unparseable, evidence: "the completion cannot be handed over: \(error)")
        }
        let helper = await take()
        defer { give(helper) }
        var reason = ""
        // A helper that was lost says nothing about the completion: another one tries again.
        for _ in 0..<2 {
            switch await helper.answer(to: message, within: deadline + 1, atMost: 1 << 17) {
            case .success(let data):
                guard let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
                    await helper.end()
                    reason = "math-verify's helper wrote what is no verdict"
                    continue
                }
                return Self.judgement(answer)
            case .failure(.overdue): return Judgement(verdict: .timeout, evidence: "math-verify: no verdict in \(deadline) s; its process was killed")
            case .failure(let failure): reason = "\(failure)"
            }
        }
        return Judgement(verdict: .infrastructureFailure, evidence: "math-verify: \(reason)")
    }

    /// Ends the helpers; the next verdict starts them again.
    public func close() async {
        for helper in helpers { await helper.end() }
    }

    /// Of the helpers that run, for tests that kill them from outside.
    nonisolated var processIdentifiers: [Int32] { helpers.compactMap(\.processIdentifier) }

    private static func judgement(_ answer: Answer) -> Judgement {
        let found = answer.found?.joined(separator: " | ")
        let compared = found.map { "\($0.prefix(80)) \(answer.verdict == .correct ? "=" : "≠") \((answer.gold ?? []).joined(separator: " | ").prefix(80))" }
        return Judgement(
            verdict: answer.verdict, answer: answer.found?.first.map { String($0.prefix(AnswerExtraction.longestAnswer)) },
            evidence: "math-verify: " + [compared, answer.why.isEmpty ? nil : answer.why].compactMap(\.self).joined(separator: ", "))
    }

    private func take() async -> IsolatedHelper {
        if let helper = idle.popLast() { return helper }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func give(_ helper: IsolatedHelper) {
        if waiting.isEmpty { idle.append(helper) } else { waiting.removeFirst().resume(returning: helper) }
    }
}

extension MathVerify {
    /// The folder `scripts/setup` put the packages in, where there is one.
    public static func installed() -> URL? {
        packages.installed()
    }

    private static let packages = PythonPackages(folder: "math-verify", module: "math_verify", variable: "AUTODIDACT_MATH_VERIFY")
}

/// Why there is no second grader on this machine.
public enum MathVerifyError: Error, Equatable, CustomStringConvertible {
    case missing(tried: [String])
    case broken(folder: String, reason: String)

    public var description: String {
        switch self {
        case .missing(let tried):
            "math-verify is not installed (looked in \(tried.prefix(3).joined(separator: ", "))); run scripts/setup, which puts it into "
                + ".deps/math-verify, or name its folder in AUTODIDACT_MATH_VERIFY; the native grader needs nothing (--grader native)"
        case .broken(let folder, let reason):
            "\(folder): \(reason); delete the folder and run scripts/setup again, or use the native grader (--grader native)"
        }
    }
}
