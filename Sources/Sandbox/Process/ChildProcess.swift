import Foundation
import Synchronization

/// A process of ours that is spoken to over its standard input and output, in frames: a letter, a length of four bytes,
/// and as many bytes.
///
/// One thread at a time talks to it; `kill` may come from any. Everything that waits has a deadline; whoever holds it kills.
final class ChildProcess: Sendable {
    enum Failure: Error, Equatable {
        case deadline
        /// The process has ended, or was killed; with the last of what it said on standard error.
        case ended(String)
        case notStarted(String)
        /// A frame longer than any honest one, or of a kind that was not to come.
        case notUnderstood(String)
    }

    struct Frame {
        var kind: Character
        var data: Data
    }

    let processIdentifier: pid_t
    let input: Int32
    let output: Int32
    private let errors: Int32
    private let isReaped = Mutex(false)

    /// - Parameter environment: the whole of it; nothing is inherited.
    /// - Throws: `Failure.notStarted`.
    init(_ words: [String], environment: [(String, String)]) throws(Failure) {
        signal(SIGPIPE, SIG_IGN)
        guard let input = Self.pipe() else { throw .notStarted("no more pipes: \(Self.reason(errno))") }
        guard let output = Self.pipe(), let errors = Self.pipe() else {
            throw .notStarted("no more pipes: \(Self.reason(errno))")
        }
        let ends = [input.read, output.write, errors.write]
        var (code, identifier) = SpawningThread.run { Self.spawn(words, environment, ends) }
        // A file that was written a moment ago is busy while a process that another thread forked meanwhile still has it open.
        for _ in 0..<40 where code == ETXTBSY {
            usleep(5000)
            (code, identifier) = SpawningThread.run { Self.spawn(words, environment, ends) }
        }
        for descriptor in ends { close(descriptor) }
        guard code == 0 else {
            for descriptor in [input.write, output.read, errors.read] { close(descriptor) }
            throw .notStarted("\(words[0]): \(Self.reason(code))")
        }
        (processIdentifier, self.input, self.output, self.errors) = (identifier, input.write, output.read, errors.read)
        for descriptor in [self.input, self.output, self.errors] {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
    }

    /// It gets no signal mask of ours: the threads of a pool block signals that programs may wait for.
    private static func spawn(_ words: [String], _ environment: [(String, String)], _ ends: [Int32]) -> (Int32, pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (index, descriptor) in ends.enumerated() { posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(index)) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var usual = sigset_t()
        sigemptyset(&usual)
        sigaddset(&usual, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.0)=\($0.1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, words[0], &actions, &attributes, arguments, variables)
        return (code, identifier)
    }

    deinit {
        kill()
        isReaped.withLock { isReaped in
            var status: Int32 = 0
            while waitpid(processIdentifier, &status, 0) == -1, errno == EINTR {}
            isReaped = true
        }
        for descriptor in [input, output, errors] { close(descriptor) }
    }

    /// Kills the process and all it started; whoever waits for it sees it end.
    func kill() {
        isReaped.withLock { isReaped in
            guard !isReaped else { return }
            Foundation.kill(-processIdentifier, SIGKILL)
            Foundation.kill(processIdentifier, SIGKILL)
        }
    }

    func send(_ kind: Character, _ message: Data, by deadline: ContinuousClock.Instant) throws(Failure) {
        try write(Self.frame(kind, message), by: deadline)
    }

    private func write(_ bytes: Data, by deadline: ContinuousClock.Instant) throws(Failure) {
        var place = 0
        while place < bytes.count {
            place += try write(bytes, from: place)
            if place < bytes.count { try Self.wait([pollfd(fd: input, events: Int16(POLLOUT), revents: 0)], until: deadline) }
        }
    }

    static func frame(_ kind: Character, _ message: Data) -> Data {
        var bytes = Data([kind.asciiValue ?? 0])
        withUnsafeBytes(of: UInt32(message.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(message)
        return bytes
    }

    /// Writes what can be written now.
    func write(_ bytes: Data, from place: Int) throws(Failure) -> Int {
        while true {
            let written = bytes.withUnsafeBytes { Foundation.write(input, $0.baseAddress.map { $0 + place }, bytes.count - place) }
            if written >= 0 { return written }
            if errno == EAGAIN { return 0 }
            if errno != EINTR { throw .ended(lastWords()) }
        }
    }

    /// - Parameter limit: bytes of a frame.
    func receiveFrame(atMost limit: Int, by deadline: ContinuousClock.Instant) throws(Failure) -> Frame {
        let start = try read(5, by: deadline)
        let count = start.dropFirst().reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { throw .notUnderstood("a message of \(count) bytes") }
        return Frame(kind: Character(Unicode.Scalar(start[0])), data: try read(count, by: deadline))
    }

    /// A message behind its length alone, without a letter.
    func send(_ message: Data, by deadline: ContinuousClock.Instant) throws(Failure) {
        try write(Data(withUnsafeBytes(of: UInt32(message.count).littleEndian) { Data($0) } + message), by: deadline)
    }

    func receive(atMost limit: Int, by deadline: ContinuousClock.Instant) throws(Failure) -> Data {
        let count = try read(4, by: deadline).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { throw .notUnderstood("a message of \(count) bytes") }
        return try read(count, by: deadline)
    }

    private func read(_ count: Int, by deadline: ContinuousClock.Instant) throws(Failure) -> Data {
        var data = Data(count: count)
        var place = 0
        while place < count {
            let got = data.withUnsafeMutableBytes { Foundation.read(output, $0.baseAddress.map { $0 + place }, count - place) }
            if got > 0 {
                place += got
            } else if got == 0 {
                throw .ended(lastWords())
            } else if errno == EAGAIN {
                try Self.wait([pollfd(fd: output, events: Int16(POLLIN), revents: 0)], until: deadline)
            } else if errno != EINTR {
                throw .ended(lastWords())
            }
        }
        return data
    }

    /// What has come so far; waits for nothing.
    func readAvailable() throws(Failure) -> Data {
        var data = [UInt8](repeating: 0, count: 1 << 16)
        let got = Foundation.read(output, &data, data.count)
        if got > 0 { return Data(data[..<got]) }
        if got < 0, errno == EAGAIN || errno == EINTR { return Data() }
        throw .ended(lastWords())
    }

    /// Until one of the descriptors is ready.
    static func wait(_ entries: [pollfd], until deadline: ContinuousClock.Instant) throws(Failure) {
        var entries = entries
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { throw .deadline }
            let ready = poll(&entries, nfds_t(entries.count), Int32(min(left.rounded(.up), 60_000)))
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw .ended(reason(errno)) }
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
