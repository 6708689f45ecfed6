/// Why there is no sandbox on this machine, and how to get one.
public enum SandboxError: Error, Equatable, CustomStringConvertible {
    case noPython(tried: [String])
    case noBubblewrap
    /// bubblewrap is there and did not start; `reason` is what it said.
    case noIsolation(reason: String)

    public var description: String {
        switch self {
        case .noPython(let tried):
            "no Python 3.9 or newer (tried \(tried.joined(separator: ", "))); install it with "
                + "'apt-get install python3', or name one in AUTODIDACT_PYTHON"
        case .noBubblewrap:
            "bubblewrap is not installed, and programs that a model wrote are not run without it; install it with "
                + "'apt-get install bubblewrap' (--sandbox unsafe runs them unisolated, at your risk)"
        case .noIsolation(let reason):
            "programs cannot be isolated here: \(reason). In a container, allow user namespaces "
                + "(--security-opt seccomp=unconfined, or kernel.unprivileged_userns_clone=1); "
                + "--sandbox unsafe runs programs unisolated, at your risk"
        }
    }
}
