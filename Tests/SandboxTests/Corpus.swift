import Foundation
import Sandbox
import TestSupport

/// Hostile programs, each a file with a line in `Corpus/manifest.json` that says what it tries and how it may end.
struct HostileProgram: Decodable, Sendable {
    var file: String
    var tries: String
    /// Names of `SandboxStatus`.
    var allowed: [String]
    var wall: Double?
    var scratch: Bool?
    var modules: [String]?
    var calls: [[String]]?

    static let folder = Checkout.root.appending(path: "Tests/SandboxTests/Corpus")

    static func all() throws -> [HostileProgram] {
        try JSONDecoder().decode([HostileProgram].self, from: Data(contentsOf: folder.appending(path: "manifest.json")))
    }

    func program(arguments: [String]) throws -> SandboxProgram {
        SandboxProgram(
            source: try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8), arguments: arguments,
            calls: (calls ?? []).map { .init($0[0], $0[1]) }, modules: modules)
    }

    var limits: SandboxLimits {
        SandboxLimits(wallSeconds: wall ?? 5, memoryBytes: 256 << 20, outputBytes: 1 << 20, valueBytes: 1 << 20, scratch: scratch ?? false)
    }
}

/// What lies outside, for programs to reach: a file, a port, a socket without a file, a variable, and this process.
final class Canary: Sendable {
    static let token = "CANARY-7f3a9c51"
    let file: URL
    let port: UInt16
    let socketName = "canary-\(getpid())"
    private let listeners: [Int32]

    init() throws {
        file = FileManager.default.temporaryDirectory.appending(path: "canary-\(UUID().uuidString)")
        try Self.token.write(to: file, atomically: true, encoding: .utf8)
        setenv("AUTODIDACT_CANARY", Self.token, 1)
        let inet = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(inet, $0, length) == 0 && getsockname(inet, $0, &length) == 0 }
        }
        guard bound, listen(inet, 8) == 0 else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        let local = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + socketName.utf8.map { CChar(bitPattern: $0) }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes.map { UInt8(bitPattern: $0) }) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let isBound = withUnsafePointer(to: &name) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(local, $0, size) } }
        guard isBound == 0, listen(local, 8) == 0 else { throw POSIXError(.EADDRINUSE) }
        listeners = [inet, local]
    }

    deinit {
        for one in listeners { close(one) }
        try? FileManager.default.removeItem(at: file)
    }

    /// As programs get them.
    var arguments: [String] { [file.path, String(port), socketName, String(getpid())] }

    /// Whether the file is as it was, and nobody has connected.
    var isUntouched: Bool {
        var entries = listeners.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return (try? String(contentsOf: file, encoding: .utf8)) == Self.token && poll(&entries, nfds_t(entries.count), 0) == 0
    }
}
