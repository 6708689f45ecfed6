internal import Experience

/// A polynomial with whole coefficients, lowest power first.
struct Polynomial: Sendable, Hashable, CustomStringConvertible {
    /// `[power]`.
    var coefficients: [Int]

    static func term(_ coefficient: Int, power: Int) -> String {
        let factor = coefficient == 1 && power > 0 ? "" : "\(coefficient)"
        return switch power {
        case 0: factor
        case 1: factor + "x"
        default: factor + "x^\(power)"
        }
    }

    /// Highest power first, such as `3x^2 + 5x + 2`. Zero is `0`.
    var description: String {
        let terms = coefficients.indices.reversed().filter { coefficients[$0] != 0 }
            .map { Self.term(coefficients[$0], power: $0) }
        return terms.isEmpty ? "0" : terms.joined(separator: " + ")
    }

    var derivative: Polynomial {
        Polynomial(coefficients: coefficients.indices.dropFirst().map { $0 * coefficients[$0] })
    }

    /// Each term with its derivative, highest power first: `3x^2 gives 6x, 5x gives 5.`
    var derivativeSteps: String {
        let steps = coefficients.indices.reversed().filter { coefficients[$0] != 0 }.map { power in
            let term = Self.term(coefficients[power], power: power)
            return power == 0
                ? "\(term) gives 0" : "\(term) gives \(Self.term(power * coefficients[power], power: power - 1))"
        }
        return steps.joined(separator: ", ") + "."
    }

    /// Each term of the derivative with the term it comes from: `6x gives 3x^2, 5 gives 5x.`
    var integralSteps: String {
        let steps = coefficients.indices.dropFirst().reversed().filter { coefficients[$0] != 0 }.map { power in
            "\(Self.term(power * coefficients[power], power: power - 1)) gives \(Self.term(coefficients[power], power: power))"
        }
        return steps.joined(separator: ", ") + "."
    }

    /// A polynomial of degree 1 to 3 with one to three terms, the constant left out if asked.
    static func draw(_ g: inout SeededGenerator, constant: Bool) -> Polynomial {
        let degree = g.int(in: 1...3)
        var coefficients = [Int](repeating: 0, count: degree + 1)
        for power in coefficients.indices where power == degree || g.uniform() < 0.6 {
            coefficients[power] = g.int(in: 1...9)
        }
        if !constant { coefficients[0] = 0 }
        return Polynomial(coefficients: coefficients)
    }

    /// The polynomial with the coefficient of its highest power one larger.
    var nearMiss: Polynomial {
        var changed = self
        changed.coefficients[coefficients.count - 1] += 1
        return changed
    }
}

/// `Differentiate 3x^2 + 5x + 2.`
enum DerivativeSource: SeedItemSource {
    static func draw(_ g: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let polynomial = Polynomial.draw(&g, constant: true)
        let key = "derivative \(polynomial.coefficients)"
        guard accepts(key) else { return nil }
        let question = g.uniform() < 0.5 ? "Differentiate \(polynomial)." : "What is the derivative of \(polynomial)?"
        return SeedItem(
            key: key, question: question, answer: polynomial.derivative.description,
            working: polynomial.derivativeSteps,
            mistakes: [polynomial.nearMiss.derivative.description, polynomial.nearMiss.description])
    }
}

/// `Integrate 6x + 5.` The constant of integration is written `+ C`.
enum IntegralSource: SeedItemSource {
    static func draw(_ g: inout SeededGenerator, accepts: (String) -> Bool) -> SeedItem? {
        let polynomial = Polynomial.draw(&g, constant: false)
        let key = "integral \(polynomial.coefficients)"
        guard accepts(key) else { return nil }
        let integrand = polynomial.derivative
        let question = g.uniform() < 0.5 ? "Integrate \(integrand)." : "What is the integral of \(integrand)?"
        return SeedItem(
            key: key, question: question, answer: "\(polynomial) + C", working: polynomial.integralSteps,
            mistakes: ["\(polynomial.nearMiss) + C", "\(integrand) + C"])
    }
}
