public import Experience
public import Foundation

/// A completion with the problem it answers: one line of a file to be scored.
///
/// `completion` is the model's text (`prediction`, `response` and `output` are read too), `label` the reference answer
/// (`answer`, `gold`, `ground_truth` too). What else a verifier needs stands in `specification`, as text or as an object;
/// or the fields stand beside the completion: those of a code specification (`kind`, …), those of an integral
/// (`integrand`, …), or the columns of a benchmark of programs (`task_id`, `prompt`, `test`, …).
public struct CompletionRow: Sendable {
    public var problem: Problem
    public var completion: String
    /// What a person or another grader says, in `correct` or `expected`, where the row has it.
    public var correct: Bool?
    /// Whether there is a label at all; it may be empty.
    public var hasLabel: Bool

    /// - Parameters:
    ///   - line: one JSON object.
    ///   - index: of the row, from 0, for rows without an id.
    ///   - place: `file:line`, for errors.
    public static func read(_ line: Data, index: Int, place: String) throws(DatasetProblem) -> CompletionRow {
        let row = try DatasetReader.row(line, place: place)
        let columns = row.columns
        guard let (column, value) = first(["completion", "prediction", "response", "output"], columns) else {
            throw .missingColumn(place: place, suite: "scoring", column: "completion", columns: columns.keys)
        }
        guard case .text(let completion) = value else {
            throw .unusableColumn(place: place, column: column, found: value.excerpt, fix: "expected a text")
        }
        let label = try label(columns, place)
        let suite = label == nil && columns["specification"] == nil ? suiteProblem(columns, place) : nil
        var problem = suite ?? Problem(
            id: "", question: first(["question", "problem", "prompt"], columns)?.value.scalarText ?? "", label: label ?? "", family: "scored",
            provenance: place)
        if problem.id.isEmpty { problem.id = first(["id", "task_id", "unique_id"], columns)?.value.scalarText ?? "\(index)" }
        if problem.specification.isEmpty { problem.specification = specification(columns) }
        var correct: Bool?
        if let (column, value) = first(["correct", "expected"], columns) {
            guard case .bool(let flag) = value else {
                throw .unusableColumn(place: place, column: column, found: value.excerpt, fix: "expected true or false")
            }
            correct = flag
        }
        return CompletionRow(problem: problem, completion: completion, correct: correct, hasLabel: label != nil || suite != nil)
    }

    private static func first(_ names: [String], _ columns: JSONObject) -> (column: String, value: JSONValue)? {
        for name in names {
            if let value = columns[name], value != .null { return (name, value) }
        }
        return nil
    }

    private static func label(_ columns: JSONObject, _ place: String) throws(DatasetProblem) -> String? {
        guard let (column, value) = first(["label", "answer", "gold", "ground_truth"], columns) else { return nil }
        if case .list(let values) = value, values.count == 1, let text = values[0].scalarText { return text }
        guard let text = value.scalarText else {
            throw .unusableColumn(place: place, column: column, found: value.excerpt, fix: "expected a text or a number")
        }
        return text
    }

    /// The problem of a benchmark of programs whose columns these are.
    private static func suiteProblem(_ columns: JSONObject, _ place: String) -> Problem? {
        guard columns["kind"] == nil else { return nil }
        for name in ["humaneval-plus", "mbpp-plus", "humaneval", "mbpp", "livecodebench", "cruxeval-o"] {
            guard let suite = try? Suites.named(name) else { continue }
            let row = SuiteRow(columns: columns, place: place, suite: name, fallbackID: "")
            if let problem = try? suite.problem(row), !problem.specification.isEmpty { return problem }
        }
        return nil
    }

    private static func specification(_ columns: JSONObject) -> String {
        switch columns["specification"] {
        case .text(let text)?: return text
        case .object(let object)?: return JSONValue.object(object).json
        default: break
        }
        guard columns["kind"] != nil || columns["integrand"] != nil else { return "" }
        var fields = JSONObject()
        for key in columns.keys where !["completion", "label", "correct"].contains(key) { fields.set(columns[key] ?? .null, for: key) }
        return JSONValue.object(fields).json
    }
}
