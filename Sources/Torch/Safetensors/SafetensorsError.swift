import Foundation

/// What is wrong with a safetensors file, and where.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case truncated(path: String, bytes: Int, needed: Int)
    case header(path: String, reason: String)
    case unsupportedType(path: String, tensor: String, type: String)
    case missing(tensor: String, path: String)
    case shape(tensor: String, path: String, found: [Int], wanted: [Int])
    case write(path: String, reason: String)

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
        case .write(let path, let reason):
            "cannot write \(path): \(reason)"
        }
    }
}
