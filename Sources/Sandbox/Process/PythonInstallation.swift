import Foundation

/// An interpreter, by its real place: launchers that pick one at run time (pyenv's shims) do not work in the sandbox.
public struct PythonInstallation: Sendable, Hashable {
    public let path: String
    /// The folder its library is under.
    public let prefix: String
    /// Such as `3.11.2`.
    public let version: String

    /// The interpreter `$AUTODIDACT_PYTHON` names, else the system's, else the first on the path.
    ///
    /// - Throws: `SandboxError.noPython` where none of them is Python 3.9 or newer.
    public static func find() throws(SandboxError) -> PythonInstallation {
        let named = ProcessInfo.processInfo.environment["AUTODIDACT_PYTHON"].map { [$0] }
        let candidates = named ?? ["/usr/bin/python3", "/usr/local/bin/python3", IsolatedCommand.find("python3")].compactMap(\.self)
        for candidate in candidates {
            if let found = PythonInstallation(at: candidate) { return found }
        }
        throw .noPython(tried: candidates)
    }

    init(path: String, prefix: String, version: String) {
        (self.path, self.prefix, self.version) = (path, prefix, version)
    }

    init?(at path: String) {
        let question = "import os, sys; print(os.path.realpath(sys.executable)); print(sys.base_prefix); "
            + "print('.'.join(map(str, sys.version_info[:3]))); print(sys.version_info >= (3, 9))"
        guard FileManager.default.isExecutableFile(atPath: path),
            let answer = try? ChildProcess.output(of: [path, "-I", "-S", "-c", question], seconds: 10)
        else { return nil }
        let lines = answer.split(separator: "\n").map(String.init)
        guard lines.count == 4, lines[3] == "True" else { return nil }
        (self.path, prefix, version) = (lines[0], lines[1], lines[2])
    }
}
