import Foundation

/// How far programs are kept from the machine.
public enum Isolation: String, Sendable, CaseIterable {
    /// Namespaces of their own, no network, a read-only file system, and the filter of system calls.
    case bubblewrap
    /// The filter of system calls and the limits alone; what this user may read, programs may read.
    case unsafe
}

/// The command that starts an interpreter, isolated or not.
struct IsolatedCommand: Sendable {
    var isolation: Isolation
    var python: PythonInstallation
    var hashSeed = 1
    /// Executables that run beside the interpreter; same path inside.
    var readable: [String] = []
    /// Where we are root: becomes `nobody` first, so that what belongs to root is not the program's, and its limits bind.
    var leavesRoot = false
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
        if leavesRoot, let setpriv = Self.find("setpriv") {
            words = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"] + words
        }
        for (name, value) in environment { words += ["--setenv", name, value] }
        words += ["--ro-bind", "/usr", "/usr"]
        for folder in ["/lib", "/lib64"] + (readable.isEmpty ? [] : ["/bin", "/sbin"]) { words += Self.linked(folder) }
        words += ["--size", String(scratchBytes), "--tmpfs", scratchFolder]
        if !python.prefix.hasPrefix("/usr") { words += ["--ro-bind", python.prefix, python.prefix] }
        for file in readable where !file.hasPrefix("/usr/") { words += ["--ro-bind", file, file] }
        for device in readable.isEmpty ? [] : ["null", "zero", "random", "urandom"] {
            words += ["--dev-bind", "/dev/" + device, "/dev/" + device]
        }
        return words + ["--remount-ro", "/", "--chdir", scratchFolder] + interpreter
    }

    var environment: [(String, String)] {
        [
            ("PYTHONHASHSEED", String(hashSeed)), ("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("HOME", scratchFolder),
            ("TMPDIR", scratchFolder), ("TZ", "UTC"),
        ]
    }

    /// Emptied after a program that was given it; so it is never one that others have, nor that something is bound into.
    var scratchFolder: String {
        guard isolation == .bubblewrap else {
            return FileManager.default.temporaryDirectory.path + "/autodidact-sandbox-\(getpid())-\(hashSeed)"
        }
        return (readable + [python.prefix]).contains { $0.hasPrefix("/tmp/") } ? "/scratch" : "/tmp"
    }

    /// On merged systems these are links into `/usr`.
    private static func linked(_ folder: String) -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return ["--symlink", try FileManager.default.destinationOfSymbolicLink(atPath: folder), folder]
        } catch {
            return ["--ro-bind", folder, folder]
        }
    }

    static func find(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        return folders.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
