/// One thing wrong with a data set. `place` is `file:line`; of a Parquet file `file:row`, from 1.
public enum DatasetProblem: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(place: String, reason: String)
    /// A file that something missing here would read.
    case partMissing(place: String, reason: String)
    case empty(place: String)
    case notJSON(place: String, reason: String)
    case notAnObject(place: String, found: String)
    case missingQuestion(place: String, columns: [String])
    case unusableQuestion(place: String, column: String, reason: String)
    case missingLabel(place: String, columns: [String])
    case unusableLabel(place: String, column: String, reason: String)
    case missingColumn(place: String, suite: String, column: String, columns: [String])
    case unusableColumn(place: String, column: String, found: String, fix: String)
    case repeatedID(place: String, id: String, first: String)

    public var description: String {
        switch self {
        case .unreadable(let place, let reason), .partMissing(let place, let reason): "\(place): cannot be read: \(reason)"
        case .empty(let place): "\(place): holds no rows; a data set needs at least one"
        case .notJSON(let place, let reason): "\(place): not JSON: \(reason); a JSONL file has one object on each line"
        case .notAnObject(let place, let found): "\(place): expected an object with named columns, found \(found)"
        case .missingQuestion(let place, let columns):
            "\(place): no question; name a column prompt, question or problem (found \(columns.joined(separator: ", ")))"
        case .unusableQuestion(let place, let column, let reason): "\(place): \(column): \(reason)"
        case .missingLabel(let place, let columns):
            "\(place): no label; name a column answer, label, ground_truth, reward_model.ground_truth, final_answer "
                + "or solution, and do not leave it empty (found \(columns.joined(separator: ", ")))"
        case .unusableLabel(let place, let column, let reason): "\(place): \(column): \(reason)"
        case .missingColumn(let place, let suite, let column, let columns):
            "\(place): no column \(column), which \(suite) needs (found \(columns.joined(separator: ", ")))"
        case .unusableColumn(let place, let column, let found, let fix): "\(place): \(column) is \(found); \(fix)"
        case .repeatedID(let place, let id, let first):
            "\(place): the id \(id) names another problem at \(first); give each problem its own"
        }
    }
}

/// What is wrong with a data set: the first problems, and how many there are.
public struct DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At most ``mostListed``, in the order of the file.
    public var problems: [DatasetProblem]
    public var count: Int

    public static let mostListed = 20

    public init(_ problem: DatasetProblem) {
        problems = [problem]
        count = 1
    }

    init(_ problems: [DatasetProblem]) {
        self.problems = Array(problems.prefix(Self.mostListed))
        count = problems.count
    }

    /// Whether nothing is wrong with the data, and something is missing here that would read them.
    public var isPartMissing: Bool {
        if case .partMissing? = problems.first { true } else { false }
    }

    public var description: String {
        let listed = problems.map(\.description).joined(separator: "\n")
        return count > problems.count ? listed + "\nand \(count - problems.count) more" : listed
    }
}
