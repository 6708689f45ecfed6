import Foundation
import Sandbox

/// Holds a function's value against the reference's, as EvalPlus does.
struct ValueComparison {
    let expected: SandboxOutcome
    let input: String
    let atol: Double
    let comparison: CodeComparison

    init(expected: SandboxOutcome, input: String, _ function: CodeSpecification.Function) {
        self.expected = expected
        self.input = input
        (atol, comparison) = (function.atol, function.comparison)
    }

    /// What is wrong with the value; `nil` where it is right.
    func difference(from outcome: SandboxOutcome) -> String? {
        switch (outcome, expected) {
        case (.exception(let name, let message), _): return "\(name): \(message.prefix(200))"
        case (.value(let text), .value(let wanted)):
            do {
                let (value, right) = (try PythonLiteral(parsing: text), try PythonLiteral(parsing: wanted))
                return isRight(value, right) ? nil : "gives \(text.prefix(200)), not \(wanted.prefix(200))"
            } catch {
                return "\(error)"
            }
        case (.object, .object) where comparison == .presence: return nil
        case (.object, .value(let wanted)) where comparison == .presence && wanted != "None": return nil
        case (.value(let text), .object) where comparison == .presence && text != "None": return nil
        case (.digest(let text), .digest(let wanted)) where text == wanted: return nil
        case (.object(let name), _): return "an object of class \(name.prefix(100)), which is no literal"
        default: return "gives \(Self.shown(outcome)), not \(Self.shown(expected))"
        }
    }

    private func isRight(_ value: PythonLiteral, _ expected: PythonLiteral) -> Bool {
        switch comparison {
        case .set:
            guard let found = Self.items(value), let wanted = Self.items(expected) else { return false }
            return PythonLiteral.set(found).equals(.set(wanted))
        case .presence:
            if case .bool = value { return value == expected }
            return (value == .none) == (expected == .none)
        case .polynomialRoot:
            return isRoot(value) || value.equals(expected, tolerance: max(atol, 1e-6))
        case .equal:
            let tolerance = atol > 0 ? atol : expected.holdsFloat ? 1e-6 : 0
            return value.equals(expected, tolerance: tolerance)
        }
    }

    /// |p(x)| ≤ atol for coefficients from the constant upwards.
    private func isRoot(_ value: PythonLiteral) -> Bool {
        let x: Double
        switch value {
        case .float(let number): x = number
        case .integer(let digits): x = Double(digits) ?? .nan
        default: return false
        }
        guard let arguments = try? PythonLiteral(parsing: input),
            case .tuple(let parts) = arguments, case .list(let coefficients)? = parts.first
        else { return false }
        var sum = 0.0
        for coefficient in coefficients.reversed() {
            switch coefficient {
            case .integer(let digits): sum = sum * x + (Double(digits) ?? .nan)
            case .float(let number): sum = sum * x + number
            default: return false
            }
        }
        return abs(sum) <= max(atol, 1e-4)
    }

    private static func items(_ value: PythonLiteral) -> [PythonLiteral]? {
        switch value {
        case .list(let items), .tuple(let items), .set(let items), .frozenset(let items): items
        default: nil
        }
    }

    private static func shown(_ outcome: SandboxOutcome) -> String {
        switch outcome {
        case .value(let text): String(text.prefix(200))
        case .digest(let text): "a literal of \(text.prefix { $0 != " " }) bytes"
        case .object(let name): "an object of class \(name.prefix(100))"
        case .exception(let name, _): name
        }
    }
}

extension PythonLiteral {
    /// Whether the value is a float, or a sequence of floats.
    var holdsFloat: Bool {
        switch self {
        case .float: true
        case .list(let items), .tuple(let items): !items.isEmpty && items.allSatisfy(\.holdsFloat)
        default: false
        }
    }
}

/// Holds what a program printed against what was expected.
enum StreamComparison {
    /// Lines without trailing white space; empty lines at the end do not count. Lines that differ as text are compared
    /// token by token, numbers with a fraction within 10⁻⁶ (LiveCodeBench's rule).
    static func difference(_ printed: String, expected: String) -> String? {
        let (found, wanted) = (lines(printed), lines(expected))
        guard found.count == wanted.count else { return "\(found.count) lines of output, not \(wanted.count)" }
        for (index, (a, b)) in zip(found, wanted).enumerated() where a != b && !sameTokens(a, b) {
            return "line \(index + 1) is '\(a.prefix(100))', not '\(b.prefix(100))'"
        }
        return nil
    }

    /// A function's value against a literal.
    static func difference(_ outcome: SandboxOutcome?, expected: String) -> String? {
        guard case .value(let text)? = outcome else { return "no value: \(outcome.map { "\($0)" } ?? "the program ended before")" }
        do {
            let wanted = try PythonLiteral(parsing: expected)
            let found = try PythonLiteral(parsing: text)
            return found.equals(wanted) || found.asList.equals(wanted.asList, tolerance: wanted.holdsFloat ? 1e-6 : 0)
                ? nil : "gives \(text.prefix(200)), not \(expected.prefix(200))"
        } catch {
            return "\(error)"
        }
    }

    private static func lines(_ text: String) -> [String] {
        // By scalars: "\r\n" is one character to Swift, and no end of a line.
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Substring($0).trimmingSuffix(\.isWhitespace) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func sameTokens(_ a: String, _ b: String) -> Bool {
        let (found, wanted) = (a.split(whereSeparator: \.isWhitespace), b.split(whereSeparator: \.isWhitespace))
        return found.count == wanted.count && zip(found, wanted).allSatisfy { one, other in
            if one == other { return true }
            guard other.contains(".") || one.contains("."), let x = Double(one), let y = Double(other) else { return false }
            return abs(x - y) <= 1e-6 * max(1, abs(y))
        }
    }
}

extension String.SubSequence {
    func trimmingSuffix(_ matches: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, matches(last) { text.removeLast() }
        return String(text)
    }
}

extension PythonLiteral {
    /// A tuple as a list, for JSON knows no tuples.
    var asList: PythonLiteral {
        switch self {
        case .tuple(let items), .list(let items): .list(items.map(\.asList))
        default: self
        }
    }
}
