import Environments
import Foundation

/// What can be seen of a task without solving it: signs of tasks that teach nothing. They are metrics, never grounds to refuse.
enum TaskEvidence {
    /// Whether the program gives its one argument back, or gives what does not depend on its arguments.
    static func isTrivial(_ task: ReasoningTask) -> Bool {
        let isIdentity = task.pairs.allSatisfy { $0.input == $0.output }
        return isIdentity || ignoresInput(task.program)
    }

    /// Whether no parameter of `f` is read after its signature.
    static func ignoresInput(_ program: String) -> Bool {
        guard let start = program.range(of: "def f("), let end = program[start.upperBound...].firstIndex(of: ")") else { return false }
        let names = program[start.upperBound..<end].split(separator: ",").map { parameter in
            parameter.prefix { $0 != ":" && $0 != "=" }.filter { $0.isLetter || $0.isNumber || $0 == "_" }
        }
        let words = Set(program[end...].split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        return !names.contains { words.contains($0) }
    }

    /// The program with its numbers and texts taken out: near-duplicates have one shape.
    static func shape(of program: String) -> String {
        var shape = ""
        var quote: Character?
        for character in program {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
                shape.append("'")
            } else if character.isNumber {
                if shape.last != "0" { shape.append("0") }
            } else if !character.isWhitespace {
                shape.append(character)
            }
        }
        return shape
    }

    /// Whether the program holds a comment: plans between the lines, which Zhao et al. 2025 (§4.2) saw emerge in inductions.
    static func hasComment(_ program: String) -> Bool { program.split(separator: "\n").contains { $0.contains("#") } }

    /// Equalities in a completion before its answer, such as `6*5=30`: state followed step by step.
    static func trackedStates(_ completion: String) -> Int { completion.prefix(20_000).count { $0 == "=" } }
}
