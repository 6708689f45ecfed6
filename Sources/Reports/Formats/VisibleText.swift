import Foundation

/// Model text is hostile: it may hold markup, terminal commands, or marks that reorder what is read.
enum VisibleText {
    /// Line breaks and tabs stay; every other control or formatting character is written out.
    static func make(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
                    switch scalar.properties.generalCategory {
                    case .control where scalar == "\n" || scalar == "\t": [scalar]
                    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                        Array(scalar.escaped(asASCII: true).unicodeScalars)
                    default: [scalar]
                    }
                }))
    }

    static func html(_ text: String) -> String {
        make(text).reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
    }

    /// One line in a table cell or a sentence: what Markdown would act on is written as an entity.
    static func markdown(_ text: String) -> String {
        html(text.replacingOccurrences(of: "\n", with: " ")).reduce(into: "") { result, character in
            if "\\`*_[]|#!~".contains(character), character != "#" {
                result += "\\\(character)"
            } else {
                result.append(character)
            }
        }
    }
}
