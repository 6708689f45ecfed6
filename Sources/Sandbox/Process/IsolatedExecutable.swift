public import Foundation

/// A user's own executable, run once for an input behind the sandbox's isolation: no network, a read-only file system,
/// the deadline held here. It is trusted to tell the truth and to nothing else.
public struct IsolatedExecutable: Sendable {
    public enum Ending: Sendable, Hashable {
        case exited(code: Int32)
        case killed(signal: Int32)
        case timeout
        case outputLimit
        case notStarted(reason: String)
    }

    public let file: URL
    public let isolation: Isolation
    /// Seconds of wall time.
    public let seconds: Double
    /// Bytes of standard output.
    public static let longestOutput = 1 << 20

    public init(file: URL, isolation: Isolation = .bubblewrap, seconds: Double = 10) {
        (self.file, self.isolation, self.seconds) = (file.resolvingSymlinksInPath(), isolation, seconds)
    }

    /// - Returns: what it wrote to standard output, and how it ended.
    public func run(input: Data) async throws(SandboxError) -> (output: Data, ending: Ending) {
        let words = try words()
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.run(words, input, seconds)) }
        }
    }

    private func words() throws(SandboxError) -> [String] {
        guard isolation == .bubblewrap else { return [file.path] }
        guard let bubblewrap = IsolatedCommand.find("bwrap") else { throw .noBubblewrap }
        var words = [bubblewrap, "--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
                     "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8", "--setenv", "HOME", "/tmp"]
        for folder in ["/usr", "/bin", "/sbin", "/lib", "/lib64"] {
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                words += ["--symlink", target, folder]
            } else if FileManager.default.fileExists(atPath: folder) {
                words += ["--ro-bind", folder, folder]
            }
        }
        return words + ["--ro-bind", file.path, file.path, "--size", "\(16 << 20)", "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev",
                        "--remount-ro", "/", "--chdir", "/tmp", file.path]
    }

    private static func run(_ words: [String], _ input: Data, _ seconds: Double) -> (Data, Ending) {
        signal(SIGPIPE, SIG_IGN)
        let process = Process()
        let (source, sink) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        (process.standardInput, process.standardOutput, process.standardError) = (source, sink, FileHandle.nullDevice)
        do {
            try process.run()
        } catch {
            return (Data(), .notStarted(reason: error.localizedDescription))
        }
        // A writer of its own: an executable that never reads must not hold us up.
        DispatchQueue.global().async {
            try? source.fileHandleForWriting.write(contentsOf: input)
            try? source.fileHandleForWriting.close()
        }
        let deadline = ContinuousClock.now + .seconds(seconds)
        let descriptor = sink.fileHandleForReading.fileDescriptor
        var output = Data()
        var stopped: Ending?
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard left > 0, poll(&entry, 1, Int32(left.rounded(.up))) > 0 else {
                stopped = .timeout
                break
            }
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            output.append(contentsOf: buffer[..<count])
            if output.count > longestOutput {
                stopped = .outputLimit
                break
            }
        }
        while stopped == nil, process.isRunning {
            if ContinuousClock.now >= deadline { stopped = .timeout } else { usleep(2000) }
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        if let stopped { return (output, stopped) }
        return (output, process.terminationReason == .exit ? .exited(code: process.terminationStatus) : .killed(signal: process.terminationStatus))
    }
}
