internal import Experience

/// One row of a data set, in the columns people use: TRL's, verl's, GSM8K's, MATH's, OlympiadBench's.
struct DatasetRow {
    var columns: JSONObject
    /// `file:line`.
    var place: String

    func problem(fallbackID: String, labels: DatasetReader.Labels) throws(DatasetProblem) -> Problem {
        let label = try label()
        if label == nil, labels == .required { throw .missingLabel(place: place, columns: columns.keys.sorted()) }
        return Problem(
            id: id ?? fallbackID, question: try question(), label: label ?? "", family: family, provenance: place)
    }

    // MARK: Question

    /// The text of `prompt`, `question` or `problem`; of a chat, what the user says. A system message is
    /// left to the recipe's `data.system_prompt`.
    private func question() throws(DatasetProblem) -> String {
        for column in ["prompt", "question", "problem"] {
            guard let value = columns[column], value != .null else { continue }
            let text = try text(of: value, column)
            guard !text.isEmpty else { continue }
            return text
        }
        throw .missingQuestion(place: place, columns: columns.keys.sorted())
    }

    private func text(of value: JSONValue, _ column: String) throws(DatasetProblem) -> String {
        switch value {
        case .text(let text): return text
        case .list(let messages):
            let asked = messages.filter { $0["role"] == .text("user") }
            guard asked.count == 1, let text = asked[0]["content"]?.scalarText,
                !messages.contains(where: { $0["role"] == .text("assistant") })
            else {
                throw .unusableQuestion(
                    place: place, column: column,
                    reason:
                        "expected a chat in which the user speaks once, found \(asked.count) user messages of \(messages.count)"
                )
            }
            return text
        default:
            throw .unusableQuestion(
                place: place, column: column, reason: "expected a text or a chat, found \(value.kind)")
        }
    }

    // MARK: Label

    private static let labelColumns = [
        "answer", "label", "ground_truth", "reward_model.ground_truth", "final_answer", "solution",
    ]
    /// A longer label is an essay, not an answer, in bytes.
    private static let longestLabel = 4096

    /// The first label column that holds something, or `nil`.
    private func label() throws(DatasetProblem) -> String? {
        for column in Self.labelColumns {
            let parts = column.split(separator: ".").map(String.init)
            let value = parts.count == 2 ? columns[parts[0]]?[parts[1]] : columns[column]
            guard var value, value != .null else { continue }
            if case .list(let values) = value {
                guard values.count == 1 else {
                    throw .unusableLabel(
                        place: place, column: column, reason: "\(values.count) answers; one can be compared with")
                }
                value = values[0]
            }
            guard let text = value.scalarText else {
                throw .unusableLabel(
                    place: place, column: column, reason: "expected a text or a number, found \(value.kind)")
            }
            let label = try answer(in: text, column)
            guard !label.isEmpty else { continue }
            return label
        }
        return nil
    }

    /// The answer of a worked solution: after the last `####` (GSM8K), or in the last box (MATH). Other
    /// text is the answer itself.
    private func answer(in text: String, _ column: String) throws(DatasetProblem) -> String {
        var answer = Substring(text)
        if let mark = text.split(separator: "####", omittingEmptySubsequences: false).dropFirst().last {
            answer = mark
        } else if let boxed = AnswerExtraction.lastBoxed(in: text) {
            return boxed
        } else if column == "solution", text.utf8.count > 200 {
            throw .unusableLabel(
                place: place, column: column, reason: "\(text.utf8.count) bytes of prose without #### or \\boxed{}")
        }
        while let first = answer.first, first.isWhitespace { answer.removeFirst() }
        while let last = answer.last, last.isWhitespace { answer.removeLast() }
        guard answer.utf8.count <= Self.longestLabel else {
            throw .unusableLabel(
                place: place, column: column,
                reason: "\(answer.utf8.count) bytes; an answer has at most \(Self.longestLabel)")
        }
        return String(answer)
    }

    // MARK: Name and family

    private var id: String? {
        let candidates = [columns["id"], columns["unique_id"], columns["task_id"], columns["extra_info"]?["index"]]
        return candidates.lazy.compactMap { $0?.scalarText }.first { !$0.isEmpty }
    }

    private var family: String {
        let candidates = [columns["family"], columns["subject"], columns["subfield"], columns["data_source"]]
        return candidates.lazy.compactMap { $0?.scalarText }.first { !$0.isEmpty } ?? "dataset"
    }
}
