public import Experience
public import Foundation

/// Reads problems from a JSONL file, one JSON object on each line, or from a Parquet file, one in each row.
///
/// Lines end at `\n` only, since JSON text may hold other line separators; empty lines are skipped. Rows
/// with the same id, question and label are one problem: files that repeat an example to fill a batch
/// give it once. Ids come from `id`, `unique_id`, `task_id` or `extra_info.index`, else from file and row.
public enum DatasetReader {
    /// What a row without a label is.
    public enum Labels: Sendable {
        /// An error.
        case required
        /// A problem with an empty label, which no answer matches: for methods that need none, and for
        /// pools such as DSR-sub, one of whose 1,209 rows has none.
        case optional
    }

    /// The problems of the file, in its order, at most `limit`.
    ///
    /// - Throws: `DatasetError` with the problems of all rows, each with file and line.
    public static func read(
        _ url: URL, limit: Int? = nil, labels: Labels = .required
    ) throws(DatasetError) -> [Problem] {
        let lines: DatasetLines
        do {
            lines = try DatasetLines(url)
        } catch {
            throw DatasetError(error)
        }
        return try read(lines, url.relativePath, limit, labels)
    }

    /// The problems in `data`, which is JSONL; `name` stands for the file in errors and provenance.
    public static func read(
        _ data: Data, name: String, limit: Int? = nil, labels: Labels = .required
    ) throws(DatasetError) -> [Problem] {
        try read(DatasetLines(data), name, limit, labels)
    }

    private static func read(
        _ lines: DatasetLines, _ name: String, _ limit: Int?, _ labels: Labels
    ) throws(DatasetError) -> [Problem] {
        var lines = lines
        var collected = Collected()
        var number = 0
        let stem = URL(filePath: name).deletingPathExtension().lastPathComponent
        while limit.map({ collected.problems.count < $0 }) ?? true {
            let bytes: Data
            do {
                guard let line = try lines.next() else { break }
                bytes = line
            } catch {
                // What follows cannot be read either.
                collected.faults.append(error)
                break
            }
            number += 1
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { continue }
            let place = "\(name):\(number)"
            do {
                let row = try row(bytes, place: place)
                try collected.add(row.problem(fallbackID: "\(stem)/\(collected.rows)", labels: labels), place: place)
            } catch {
                collected.faults.append(error)
            }
            collected.rows += 1
        }
        guard collected.faults.isEmpty else { throw DatasetError(collected.faults) }
        guard !collected.problems.isEmpty else { throw DatasetError(.empty(place: name)) }
        return collected.problems
    }

    static func row(_ bytes: Data, place: String) throws(DatasetProblem) -> DatasetRow {
        let value: JSONValue
        do {
            value = try JSONReader.read(bytes)
        } catch {
            throw .notJSON(place: place, reason: "\(error)")
        }
        guard case .object(let columns) = value else { throw .notAnObject(place: place, found: value.kind) }
        return DatasetRow(columns: columns, place: place)
    }

    /// What has been read so far.
    private struct Collected {
        var problems: [Problem] = []
        var faults: [DatasetProblem] = []
        var rows = 0
        /// Position in `problems` by id.
        private var positions: [String: Int] = [:]

        mutating func add(_ problem: Problem, place: String) throws(DatasetProblem) {
            if let position = positions[problem.id] {
                let known = problems[position]
                guard known.question == problem.question, known.label == problem.label else {
                    throw .repeatedID(place: place, id: problem.id, first: known.provenance)
                }
                return
            }
            positions[problem.id] = problems.count
            problems.append(problem)
        }
    }
}
