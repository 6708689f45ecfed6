import Foundation

/// What can go wrong with a run on disk. Each text says what, where, and what to do.
public enum RunStoreError: Error, Equatable, CustomStringConvertible {
    case invalidName(String, reason: String)
    case runExists(name: String, path: String)
    case noSuchRun(name: String, folder: String, nearest: [String])
    case notARun(path: String)
    case runInUse(path: String)
    case damaged(path: String, reason: String)
    case newerFormat(path: String, found: Int, known: Int)
    case stepsAlreadyStored(path: String, last: Int)
    case stepOutOfOrder(path: String, last: Int, found: Int)
    case noValidCheckpoint(path: String)
    case destinationExists(path: String)
    case evaluationDiffers(path: String, what: String)
    case evaluationExists(path: String)
    case notAnEvaluation(path: String, holds: String?)
    /// A system call failed; `code` is its `errno`.
    case file(operation: String, path: String, code: Int32)
    /// SQLite said no; `code` is its primary result code.
    case database(operation: String, path: String, code: Int32, message: String)

    public var description: String {
        switch self {
        case .invalidName(let name, let reason):
            "'\(name)' cannot name a run: \(reason); use 1 to 100 letters, digits, '.', '_' or '-', "
                + "beginning with a letter or digit"
        case .runExists(let name, let path):
            "the run '\(name)' already exists in \(path), and a run never overwrites another; "
                + "choose another --name, continue it with --resume auto, or delete it with 'runs rm \(name)'"
        case .noSuchRun(let name, let folder, let nearest):
            "there is no run '\(name)' in \(folder)"
                + (nearest.isEmpty
                    ? "; 'runs ls' lists what there is" : "; there is \(nearest.joined(separator: ", "))")
        case .notARun(let path):
            "\(path) is not a run: it has no run.json; name a folder that 'train' has made"
        case .runInUse(let path):
            "another process is writing to \(path); wait for it, or stop it with SIGINT (it will save a checkpoint)"
        case .damaged(let path, let reason):
            "\(path) is damaged: \(reason)"
        case .newerFormat(let path, let found, let known):
            "\(path) has format \(found), and this autodidact knows formats up to \(known); use a newer autodidact"
        case .stepsAlreadyStored(let path, let last):
            "\(path) already holds steps up to \(last); resume the run instead of starting it again"
        case .stepOutOfOrder(let path, let last, let found):
            "step \(found) cannot follow step \(last) in \(path); resume truncates what lies after its checkpoint"
        case .noValidCheckpoint(let path):
            "\(path) holds no whole checkpoint; start the run again under another --name"
        case .destinationExists(let path):
            "\(path) already exists; name a folder that does not"
        case .evaluationDiffers(let path, let what):
            "\(path) holds another evaluation; it differs in \(what). Name another folder with --output"
        case .evaluationExists(let path):
            "\(path) already holds this evaluation; go on with --resume auto, or name another folder with --output"
        case .notAnEvaluation(let path, let holds):
            "\(path) is not an evaluation: it has no evaluation.json"
                + (holds.map { ", but '\($0)'; name an empty folder with --output" } ?? "; name a folder that 'eval' has made")
        case .file(let operation, let path, let code):
            "cannot \(operation) \(path): \(Self.text(of: code))\(Self.advice(for: code))"
        case .database(let operation, let path, let code, let message):
            "cannot \(operation) \(path): \(message)\(Self.databaseAdvice(for: code))"
        }
    }

    private static func text(of code: Int32) -> String {
        String(cString: strerror(code))
    }

    private static func advice(for code: Int32) -> String {
        switch code {
        case ENOSPC: "; free some space (old checkpoints are the largest part: 'runs ls' shows sizes), then resume"
        case EDQUOT: "; your disk quota is used up: free some space, then resume"
        case EFBIG: "; the file size limit of this shell is reached: see 'ulimit -f'"
        case EACCES, EPERM: "; give yourself write permission, or choose another folder with --runs-dir"
        case EROFS: "; the file system is read-only: choose another folder with --runs-dir"
        case EMFILE, ENFILE: "; too many open files: see 'ulimit -n'"
        default: ""
        }
    }

    private static func databaseAdvice(for code: Int32) -> String {
        switch code {
        case 13: advice(for: ENOSPC)  // SQLITE_FULL
        case 8: advice(for: EROFS)  // SQLITE_READONLY
        case 14: advice(for: EACCES)  // SQLITE_CANTOPEN
        case 5, 6: "; another program holds it: close it, then try again"  // SQLITE_BUSY, SQLITE_LOCKED
        case 11, 26: "; the file is not a whole database: restore it, or delete it to lose its rollouts only"
        default: ""
        }
    }
}
