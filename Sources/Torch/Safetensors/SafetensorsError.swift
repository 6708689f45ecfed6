import Foundation

/// What is wrong with a safetensors file, and where.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case truncated(path: String, bytes: Int, needed: Int)
    case header(path: String, reason: String)
    case unsupportedType(path: String, tensor: String, type: String)
    case missing(tensor: String, path: String)
    case shape(tensor: String, path: String, found: [Int], wanted: [Int])
    /// A system call failed; `code` is its `errno`.
    case write(path: String, code: Int32)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason)"
        case .truncated(let path, let bytes, let needed):
            "\(path) is truncated: it has \(bytes) bytes and its header speaks of \(needed); copy or download it again"
        case .header(let path, let reason):
            "\(path) is not a safetensors file we can read: \(reason)"
        case .unsupportedType(let path, let tensor, let type):
            "\(path): tensor '\(tensor)' has the element type \(type); F32, F16, BF16, F64, I32, I64, U8 and BOOL are read"
        case .missing(let tensor, let path):
            "\(path) has no tensor '\(tensor)'; is it the checkpoint of another model?"
        case .shape(let tensor, let path, let found, let wanted):
            "\(path): tensor '\(tensor)' has the shape \(found), config.json asks for \(wanted)"
        case .write(let path, let code):
            "cannot write \(path): \(String(cString: strerror(code)))\(Self.advice(for: code))"
        }
    }

    private static func advice(for code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "; free some space, then go on with --resume auto"
        case EFBIG: "; the file size limit of this shell is reached: see 'ulimit -f'"
        case EACCES, EPERM, EROFS: "; give yourself write permission, or choose another folder"
        case ENOENT: "; the folder above it does not exist"
        default: ""
        }
    }
}
