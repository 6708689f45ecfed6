/// One row of a suite's file, and the errors of a column that is not as it should be.
struct SuiteRow {
    var columns: JSONObject
    /// `file:line`.
    var place: String
    var suite: String
    /// For rows without a name of their own.
    var fallbackID: String

    /// - Throws: `missingColumn` where the row has none of that name.
    func value(_ column: String) throws(DatasetProblem) -> JSONValue {
        guard let value = columns[column] else {
            throw .missingColumn(place: place, suite: suite, column: column, columns: columns.keys)
        }
        return value
    }

    /// A text or a number as text, trimmed; empty is an error.
    func label(_ column: String) throws(DatasetProblem) -> String {
        let value = try value(column)
        guard let text = value.scalarText else { throw wrong(column, value, "a text or a number") }
        return try filled(text.trimmed, column)
    }

    /// A text as it stands; only spaces is an error.
    func text(_ column: String) throws(DatasetProblem) -> String {
        let value = try value(column)
        guard case .text(let text) = value else { throw wrong(column, value, "a text") }
        _ = try filled(text.trimmed, column)
        return text
    }

    /// A text that may be empty, or absent.
    func optionalText(_ column: String) throws(DatasetProblem) -> String? {
        guard let value = columns[column], value != .null else { return nil }
        guard case .text(let text) = value else { throw wrong(column, value, "a text or null") }
        return text
    }

    func list(_ column: String) throws(DatasetProblem) -> [JSONValue] {
        let value = try value(column)
        guard case .list(let values) = value else { throw wrong(column, value, "a list") }
        return values
    }

    func texts(_ column: String) throws(DatasetProblem) -> [String] {
        var texts: [String] = []
        for (index, value) in try list(column).enumerated() {
            guard case .text(let text) = value else { throw wrong("\(column)[\(index)]", value, "a text") }
            texts.append(text)
        }
        return texts
    }

    /// The row's own name, a text or a whole number; else where it stands.
    func id(_ column: String) -> String { columns[column]?.scalarText ?? fallbackID }

    func wrong(_ column: String, _ value: JSONValue, _ expected: String) -> DatasetProblem {
        .unusableColumn(place: place, column: column, found: value.excerpt, fix: "expected \(expected)")
    }

    /// `text`, unless it is empty.
    func filled(_ text: String, _ column: String) throws(DatasetProblem) -> String {
        guard !text.isEmpty else {
            throw .unusableColumn(
                place: place, column: column, found: "\"\"",
                fix: "it must not be empty: nothing could be asked or graded; complete or remove the row")
        }
        return text
    }
}

extension String {
    /// Without spaces and line breaks at either end.
    var trimmed: String {
        var view = Substring(self)
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
