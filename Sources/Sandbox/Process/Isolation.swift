import Foundation

/// How far programs are kept from the machine.
public enum Isolation: String, Sendable, CaseIterable {
    /// Namespaces of their own, no network, a read-only file system, and the filter of system calls.
    case bubblewrap
    /// The filter of system calls and the limits alone; the file system and the network's names can be seen.
    case unsafe
}

/// The command that starts an interpreter, isolated or not.
struct IsolatedCommand {
    var isolation: Isolation
    var python: PythonInstallation
    var hashSeed = 1
    /// Folders that the interpreter may read beside its own; same path inside.
    var readable: [String] = []
    /// Bytes of the private `/tmp`.
    var scratchBytes = 16 << 20

    /// - Parameter script: Python source, handed over as an argument so that no file of ours must be reachable inside.
    func words(running script: String) throws(SandboxError) -> [String] {
        let interpreter = [python.path, "-s", "-S", "-B", "-X", "utf8", "-c", script]
        guard isolation == .bubblewrap else { return interpreter }
        guard let bubblewrap = Self.find("bwrap") else { throw .noBubblewrap }
        var words = [
            bubblewrap, "--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            "--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--clearenv",
        ]
        for (name, value) in environment { words += ["--setenv", name, value] }
        for folder in ["/usr"] + readable where folder == "/usr" || !folder.hasPrefix("/usr/") {
            words += ["--ro-bind", folder, folder]
        }
        for folder in ["/lib", "/lib64"] {
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                words += ["--symlink", target, folder]
            } else if FileManager.default.fileExists(atPath: folder) {
                words += ["--ro-bind", folder, folder]
            }
        }
        if !python.prefix.hasPrefix("/usr") { words += ["--ro-bind", python.prefix, python.prefix] }
        words += ["--size", String(scratchBytes), "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp"]
        return words + interpreter
    }

    var environment: [(String, String)] {
        [("PYTHONHASHSEED", String(hashSeed)), ("PATH", "/usr/bin"), ("LANG", "C.UTF-8"), ("HOME", "/tmp"), ("TZ", "UTC")]
    }

    static func find(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/bin", "/usr/local/bin", "/bin"]).map { $0 + "/" + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
