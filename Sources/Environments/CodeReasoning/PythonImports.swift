/// The modules that a program asks for, by the first part of their real names: `import os.path as p` asks for `os`.
///
/// A scan of logical lines outside texts and comments. It serves to refuse early and to say why; what a program can reach in
/// other ways (`__import__`, `importlib`) is refused when it runs, by the sandbox.
public enum PythonImports {
    public static func roots(in program: String) -> [String] {
        var roots: [String] = []
        for statement in statements(in: program) {
            let words = statement.split { $0 == " " || $0 == "\t" }
            guard let first = words.first else { continue }
            if first == "from", words.count > 1, let root = words[1].split(separator: ".").first {
                roots.append(String(root))
            } else if first == "import" {
                let names = statement.drop { $0 == " " || $0 == "\t" }.dropFirst(6).split(separator: ",")
                roots += names.compactMap { $0.split { " \t.".contains($0) }.first.map(String.init) }
            }
        }
        return roots
    }

    /// Statements, each at its beginning: lines, and what follows `;` and the `:` of a block on one line. Texts are blanked.
    private static func statements(in program: String) -> [Substring] {
        blanked(program).split { $0 == "\n" || $0 == ";" || $0 == ":" }
    }

    /// The program with its texts and comments taken out, and continued lines joined.
    private static func blanked(_ program: String) -> String {
        var output = ""
        let characters = Array(program)
        var index = 0
        func starts(_ text: String) -> Bool { characters[index...].starts(with: text) }
        while index < characters.count {
            let character = characters[index]
            if character == "#" {
                while index < characters.count, characters[index] != "\n" { index += 1 }
            } else if character == "\"" || character == "'" {
                let mark = String(character)
                let end = starts(mark + mark + mark) ? mark + mark + mark : mark
                index += end.count
                while index < characters.count, !starts(end) {
                    if end.count == 1, characters[index] == "\n" { break }
                    index += characters[index] == "\\" ? 2 : 1
                }
                index = min(characters.count, index + end.count)
                output.append("_")
            } else if starts("\\\n") {
                output.append(" ")
                index += 2
            } else {
                output.append(character)
                index += 1
            }
        }
        return output
    }
}
