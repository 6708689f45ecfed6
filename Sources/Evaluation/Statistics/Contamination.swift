public import Experience
internal import Foundation

/// Held-out problems that the training set holds too.
public struct ContaminationReport: Sendable, Hashable, Codable {
    /// A training problem and a held-out one that ask the same.
    public struct Pair: Sendable, Hashable, Codable {
        public var trainID: String
        public var heldOutID: String

        public init(trainID: String, heldOutID: String) {
            self.trainID = trainID
            self.heldOutID = heldOutID
        }
    }

    /// The question is the same, byte for byte.
    public var exact: [Pair]
    /// It is the same but for letter case, spaces and punctuation between words; the exact ones not among them.
    public var normalized: [Pair]
    public var heldOutCount: Int

    public var isClean: Bool { exact.isEmpty && normalized.isEmpty }
    /// The share of held-out problems met in training.
    public var share: Double {
        let met = Set((exact + normalized).map(\.heldOutID))
        return heldOutCount == 0 ? 0 : Double(met.count) / Double(heldOutCount)
    }
}

/// Compares every held-out question with every training question, in linear time. Pairs are in the order
/// of the held-out set; of several equal training problems the first is named.
public func contamination(train: [Problem], heldOut: [Problem]) -> ContaminationReport {
    var exactIDs: [String: String] = [:]
    var normalizedIDs: [String: String] = [:]
    for problem in train {
        exactIDs[problem.question] = exactIDs[problem.question] ?? problem.id
        let text = normalizedQuestion(problem.question)
        normalizedIDs[text] = normalizedIDs[text] ?? problem.id
    }
    var report = ContaminationReport(exact: [], normalized: [], heldOutCount: heldOut.count)
    for problem in heldOut {
        if let id = exactIDs[problem.question] {
            report.exact.append(.init(trainID: id, heldOutID: problem.id))
        } else if let id = normalizedIDs[normalizedQuestion(problem.question)] {
            report.normalized.append(.init(trainID: id, heldOutID: problem.id))
        }
    }
    return report
}

/// Lower case, compatibility forms folded, without spaces, quotes, `$` and the punctuation of sentences.
/// Signs of mathematics stay, and so does a point or comma between digits: 1.2 is not 12.
func normalizedQuestion(_ question: String) -> String {
    let folded = Array(question.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars)
    var output = String.UnicodeScalarView()
    for (index, scalar) in folded.enumerated() {
        if scalar.properties.isWhitespace { continue }
        switch scalar {
        case ".", ",":
            let between =
                index > 0 && index + 1 < folded.count && isDigit(folded[index - 1]) && isDigit(folded[index + 1])
            if between { output.append(scalar) }
        case "?", ";", ":", "\"", "'", "$", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "`": break
        default: output.append(scalar)
        }
    }
    return String(output)
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
