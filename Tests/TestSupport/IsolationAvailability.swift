import Foundation

/// Whether programs can be isolated on this machine. The tests that run them are skipped, with one line that says so,
/// where they cannot; `autodidact doctor` tells how to get it.
public enum IsolationAvailability {
    public static let isThere: Bool = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let found = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/bwrap") }
        if !found { print("bubblewrap not found (apt-get install bubblewrap); the tests that run programs are skipped") }
        return found
    }()
}
