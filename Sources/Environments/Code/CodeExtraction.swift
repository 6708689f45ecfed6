import Foundation

/// Where the program is in a completion.
public enum CodeExtraction: String, Sendable, Codable, CaseIterable {
    /// The last closed block between ``` fences that holds Python or names no language; where there is none, no program.
    case lastBlock = "last-block"
    /// The first such block; for answers that explain afterwards.
    case firstBlock = "first-block"
    /// The whole completion.
    case whole
    /// The last block, and the whole completion where there is no fence at all: chat and completion models alike.
    case blockOrWhole = "block-or-whole"

    /// The program; `nil` where the rule finds none.
    public func program(in completion: String) -> String? {
        switch self {
        case .whole: return completion
        case .lastBlock: return Self.blocks(in: completion).last
        case .firstBlock: return Self.blocks(in: completion).first
        case .blockOrWhole: return Self.blocks(in: completion).last ?? (completion.contains("```") ? nil : completion)
        }
    }

    private static func blocks(in completion: String) -> [String] {
        var blocks: [String] = []
        var open: (isPython: Bool, lines: [Substring])?
        // By scalars: "\r\n" is one character to Swift, and no end of a line.
        for scalars in completion.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = Substring(scalars)
            let text = line.drop { $0 == " " || $0 == "\t" }
            guard text.hasPrefix("```") else {
                open?.lines.append(line)
                continue
            }
            if let block = open {
                if block.isPython { blocks.append(block.lines.joined(separator: "\n") + "\n") }
                open = nil
            } else {
                let language = text.drop { $0 == "`" }.trimmingCharacters(in: .whitespaces).lowercased()
                open = (["", "python", "python3", "py"].contains(language), [])
            }
        }
        return blocks
    }
}
