public import Experience
public import Foundation

/// A benchmark: the files it is read from, how a row becomes a problem, and how it is scored.
public struct Suite: Sendable {
    /// Such as `math500`.
    public let name: String
    /// Looked for in the data folder in this order, each also with `.gz`, and as `.parquet` in place of `.jsonl`.
    public let fileNames: [String]
    /// How many problems the whole published set has; a file may hold a part of it.
    public let publishedCount: Int
    public let evaluation: EvaluationProtocol
    /// `nil` where the row belongs to another split.
    let problem: @Sendable (SuiteRow) throws(DatasetProblem) -> Problem?

    init(
        name: String, fileNames: [String], publishedCount: Int, evaluation: EvaluationProtocol,
        problem: @escaping @Sendable (SuiteRow) throws(DatasetProblem) -> Problem?
    ) {
        self.name = name
        self.fileNames = fileNames
        self.publishedCount = publishedCount
        self.evaluation = evaluation
        self.problem = problem
    }

    /// The problems of the first of the suite's files in `folder`, in its order, at most `limit`.
    public func problems(in folder: URL, limit: Int? = nil) throws(SuiteError) -> [Problem] {
        try problems(at: file(in: folder), limit: limit)
    }

    /// The first of the suite's files in `folder`, or in its folder `benchmarks`.
    public func file(in folder: URL) throws(SuiteError) -> URL {
        let tried = fileNames.flatMap { [$0, $0 + ".gz", $0.replacing(".jsonl", with: ".parquet")] }
        for place in [folder, folder.appending(path: "benchmarks")] {
            for name in tried {
                let file = place.appending(path: name)
                if FileManager.default.fileExists(atPath: file.path) { return file }
            }
        }
        throw .noFile(suite: name, folder: folder.path, tried: tried)
    }

    /// The problems of one file, unpacked first where its name ends in `.gz`, or read as Parquet by its name.
    public func problems(at file: URL, limit: Int? = nil) throws(SuiteError) -> [Problem] {
        let packed = file.pathExtension == "gz" ? try Gzip.unpacked(file) : nil
        let lines: DatasetLines
        do {
            lines = if let packed { DatasetLines(packed) } else { try DatasetLines(file) }
        } catch {
            throw .rows(DatasetError(error))
        }
        do {
            return try problems(lines, place: file.path, limit: limit)
        } catch {
            throw .rows(error)
        }
    }

    /// The problems in `data`, one JSON object on each line; `place` stands for the file in errors.
    func problems(_ data: Data, place: String, limit: Int? = nil) throws(DatasetError) -> [Problem] {
        try problems(DatasetLines(data), place: place, limit: limit)
    }

    private func problems(_ lines: DatasetLines, place: String, limit: Int?) throws(DatasetError) -> [Problem] {
        var lines = lines
        var problems: [Problem] = []
        var positions: [String: Int] = [:]
        var faults: [DatasetProblem] = []
        let stem = URL(filePath: place).deletingPathExtension().lastPathComponent
        var line = -1
        while limit.map({ problems.count < $0 }) ?? true {
            let bytes: Data
            do {
                guard let next = try lines.next() else { break }
                bytes = next
            } catch {
                // What follows cannot be read either.
                faults.append(error)
                break
            }
            line += 1
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { continue }
            do throws(DatasetProblem) {
                let columns = try DatasetReader.row(bytes, place: "\(place):\(line + 1)")
                let row = SuiteRow(
                    columns: columns.columns, place: columns.place, suite: name, fallbackID: "\(stem)/\(line)")
                guard let problem = try problem(row) else { continue }
                guard let known = positions[problem.id] else {
                    positions[problem.id] = problems.count
                    problems.append(problem)
                    continue
                }
                // A file that repeats the set to sample it k times gives each problem once.
                var repeated = problem
                repeated.provenance = problems[known].provenance
                guard repeated == problems[known] else {
                    throw .repeatedID(
                        place: row.place, id: problem.id, first: problems[known].provenance)
                }
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw DatasetError(faults) }
        guard !problems.isEmpty else { throw DatasetError(.empty(place: place)) }
        return problems
    }
}
