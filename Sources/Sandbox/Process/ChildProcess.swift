import Foundation

/// A process of ours that is spoken to over its standard input and output, in messages behind a length of four bytes.
///
/// Not for several threads at once. Everything that waits has a deadline; whoever holds it kills.
final class ChildProcess: @unchecked Sendable {
    enum Failure: Error, Equatable {
        case deadline
        /// The process has ended, or was killed; with the last of what it said on standard error.
        case ended(String)
        case notStarted(String)
        /// A message longer than any honest one.
        case oversized(Int)
    }

    let processIdentifier: pid_t
    private let input: Int32
    private let output: Int32
    private let errors: Int32
    private var isOver = false

    /// - Parameter environment: the whole of it; nothing is inherited.
    /// - Throws: `Failure.notStarted`.
    init(_ words: [String], environment: [(String, String)]) throws(Failure) {
        signal(SIGPIPE, SIG_IGN)
        guard let input = Self.pipe(), let output = Self.pipe(), let errors = Self.pipe() else {
            throw .notStarted("no more pipes: \(Self.reason(errno))")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (index, descriptor) in [input.read, output.write, errors.write].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(index))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.0)=\($0.1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, words[0], &actions, &attributes, arguments, variables)
        for descriptor in [input.read, output.write, errors.write] { close(descriptor) }
        guard code == 0 else {
            for descriptor in [input.write, output.read, errors.read] { close(descriptor) }
            throw .notStarted("\(words[0]): \(Self.reason(code))")
        }
        (processIdentifier, self.input, self.output, self.errors) = (identifier, input.write, output.read, errors.read)
        for descriptor in [self.input, self.output, self.errors] {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
    }

    deinit { end() }

    /// Kills the process and all it started, and waits for it.
    func end() {
        guard !isOver else { return }
        isOver = true
        kill(-processIdentifier, SIGKILL)
        kill(processIdentifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(processIdentifier, &status, 0) == -1, errno == EINTR {}
        for descriptor in [input, output, errors] { close(descriptor) }
    }

    func send(_ message: Data, by deadline: ContinuousClock.Instant) throws(Failure) {
        var bytes = Data(withUnsafeBytes(of: UInt32(message.count).littleEndian) { Data($0) })
        bytes.append(message)
        try write(bytes, by: deadline)
    }

    func write(_ bytes: Data, by deadline: ContinuousClock.Instant) throws(Failure) {
        guard !isOver else { throw .ended("") }
        var place = 0
        while place < bytes.count {
            let written = bytes.withUnsafeBytes { Foundation.write(input, $0.baseAddress.map { $0 + place }, bytes.count - place) }
            if written > 0 {
                place += written
            } else if errno == EAGAIN {
                try wait(for: input, POLLOUT, until: deadline)
            } else if errno != EINTR {
                throw .ended(lastWords())
            }
        }
    }

    /// - Parameter limit: bytes of a message.
    func receive(atMost limit: Int, by deadline: ContinuousClock.Instant) throws(Failure) -> Data {
        let header = try read(4, by: deadline)
        let count = header.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { throw .oversized(count) }
        return try read(count, by: deadline)
    }

    private func read(_ count: Int, by deadline: ContinuousClock.Instant) throws(Failure) -> Data {
        guard !isOver else { throw .ended("") }
        var data = Data(count: count)
        var place = 0
        while place < count {
            let got = data.withUnsafeMutableBytes { Foundation.read(output, $0.baseAddress.map { $0 + place }, count - place) }
            if got > 0 {
                place += got
            } else if got == 0 {
                throw .ended(lastWords())
            } else if errno == EAGAIN {
                try wait(for: output, POLLIN, until: deadline)
            } else if errno != EINTR {
                throw .ended(lastWords())
            }
        }
        return data
    }

    private func wait(for descriptor: Int32, _ event: Int32, until deadline: ContinuousClock.Instant) throws(Failure) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { throw .deadline }
            var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            let ready = poll(&entry, 1, Int32(min(left.rounded(.up), 60_000)))
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw .ended(Self.reason(errno)) }
        }
    }

    /// What it said on standard error, as far as it can be read now.
    private func lastWords() -> String {
        var data = [UInt8](repeating: 0, count: 4096)
        var text = ""
        // What a process wrote before it ended may still be on its way.
        for _ in 0..<20 {
            let count = Foundation.read(errors, &data, data.count)
            if count > 0 { text += String(decoding: data[..<count], as: UTF8.self) }
            if count == 0 || (count < 0 && errno != EAGAIN) { break }
            if count < 0 { usleep(1000) }
        }
        return String(text.suffix(1000)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a command of ours to its end and returns its standard output.
    static func output(of words: [String], seconds: Double) throws(Failure) -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let process = try ChildProcess(words, environment: [("PATH", path), ("LANG", "C.UTF-8")])
        let deadline = ContinuousClock.now + .seconds(seconds)
        var text = Data()
        while true {
            do {
                text.append(try process.read(1, by: deadline))
            } catch .ended {
                return String(decoding: text, as: UTF8.self)
            }
        }
    }

    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
