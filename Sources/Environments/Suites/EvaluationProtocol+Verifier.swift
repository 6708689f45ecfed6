extension EvaluationProtocol {
    /// The verifier that extracts and grades as this protocol says.
    ///
    /// - Throws: as ``Verifiers/named(_:)``, and `SandboxError` where programs have to be run and cannot be.
    public func verifier(from verifiers: Verifiers) async throws -> any Verifier {
        if let verifier { return try await verifiers.named(verifier) }
        switch grader {
        case .qwenMaths: return QwenMathsVerifier()
        case .number: return AnnouncedNumberVerifier()
        case .choice: return AnnouncedChoiceVerifier()
        case .pythonAsserts, .pythonFunction, .pythonStreams, .pythonOutput, .pythonInput:
            return CodeVerifier(sandbox: try await verifiers.sandbox(), extraction: extractor == .codeBlock ? .lastBlock : .whole)
        case .verifier: throw VerifierError.unknown(name)
        }
    }

    /// Whether two extracted answers are one vote; `nil` where answers are programs, which do not vote.
    public var sameAnswer: (@Sendable (String, String) -> Bool)? {
        switch grader {
        case .qwenMaths: { QwenMathsEquality.isEqual($0, to: $1) }
        case .number: { a, b in
            guard let a = NumericAnswer(a), let b = NumericAnswer(b) else { return a == b }
            return a.hasSameValue(as: b)
        }
        case .choice, .pythonOutput: { $0 == $1 }
        case .verifier:
            switch verifier {
            case "code": nil
            case "choice", "exact", "normalized", "format", "length", "random": { $0 == $1 }
            default: { $0 == $1 || MathComparison().compare($0, with: $1).isEqual }
            }
        case .pythonAsserts, .pythonFunction, .pythonInput, .pythonStreams: nil
        }
    }
}
