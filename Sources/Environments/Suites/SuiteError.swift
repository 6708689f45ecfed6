/// What is wrong with a suite's name or files.
public enum SuiteError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownSuite(name: String, nearest: String?, known: [String])
    case noFile(suite: String, folder: String, tried: [String])
    case notUnpacked(file: String, reason: String)
    case rows(DatasetError)

    public var description: String {
        switch self {
        case .unknownSuite(let name, let nearest, let known):
            "\(name) is no suite" + (nearest.map { "; did you mean \($0)?" } ?? "; choose another.")
                + " There is \(known.joined(separator: ", "))"
        case .noFile(let suite, let folder, let tried):
            "\(folder): no file for \(suite); looked for \(tried.joined(separator: ", ")). "
                + "Put one of them there, or name another folder with --data"
        case .notUnpacked(let file, let reason):
            "\(file): gzip -dc failed: \(reason); unpack it by hand and drop the .gz, or fetch it again"
        case .rows(let error): error.description
        }
    }
}
