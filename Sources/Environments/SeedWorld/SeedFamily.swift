/// The task families of the seed world.
public enum SeedFamily: String, Sendable, Codable, CaseIterable {
    case addition
    case subtraction
    case multiplication
    case equation
    case sequence
    case wordProblem = "word-problem"
    case fraction
    case deduction = "python-deduction"
    case abduction = "python-abduction"
    case induction = "python-induction"
    case derivative
    case integral

    /// The broad subject, by which answer styles are mixed and reports are grouped.
    public enum Subject: String, Sendable, Codable, CaseIterable {
        case maths, python, polynomials
    }

    public var subject: Subject {
        switch self {
        case .addition, .subtraction, .multiplication, .equation, .sequence, .wordProblem, .fraction: .maths
        case .deduction, .abduction, .induction: .python
        case .derivative, .integral: .polynomials
        }
    }

    /// The families of the held-out maths set.
    public static let maths = allCases.filter { $0.subject == .maths }
    /// Deduction, abduction and induction.
    public static let python = allCases.filter { $0.subject == .python }

    /// The families that a recipe or a command names: `seed-world` is the maths, `seed-world/python` the programs,
    /// `seed-world/all` both.
    public static func named(_ place: String) -> [SeedFamily]? {
        switch place {
        case "seed-world": maths
        case "seed-world/python": python
        case "seed-world/all": maths + python
        default: nil
        }
    }
}
