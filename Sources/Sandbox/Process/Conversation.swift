import Foundation

/// Tests in one worker call functions of a program in another; lines pass between the two through this process, which
/// reads none of them. The program's worker has never seen a test, and the tests' worker runs nothing of a model's.
struct Conversation {
    let program: SandboxWorker
    let tests: SandboxWorker

    /// Both have been taken from the pool.
    ///
    /// - Parameter stamps: of the two workers, before anyone could end them.
    func run(
        _ programRequest: WorkerRequest, _ testsRequest: WorkerRequest, stamps: (Int, Int)
    ) -> Result<SandboxResult, WorkerLost> {
        do {
            let (programProcess, testsProcess) = (try self.program.running(since: stamps.0), try self.tests.running(since: stamps.1))
            let deadline = ContinuousClock.now + .seconds(programRequest.limits.wallSeconds + 1)
            var program = Side(programProcess, programRequest)
            var tests = Side(testsProcess, testsRequest)
            do {
                try Self.pass(&program, &tests, until: deadline)
            } catch ChildProcess.Failure.deadline {
                end()
                return .failure(.overdue)
            } catch {
                end()
                return .failure(.lost("a worker ended: \(error)"))
            }
            guard let answer = program.answer, let verdict = tests.answer else {
                end()
                return .failure(.lost("a worker gave no answer"))
            }
            if answer.told.spent || !program.isClean { self.program.end() }
            if verdict.told.spent || !tests.isClean { self.tests.end() }
            var result = answer.result
            result.outcomes = []
            result.tests = verdict.result.status
            return .success(result)
        } catch {
            return .failure(error)
        }
    }

    private func end() {
        program.end()
        tests.end()
    }

    private static let ready = Data("B\nR\n".utf8)

    private static func pass(_ program: inout Side, _ tests: inout Side, until deadline: ContinuousClock.Instant) throws {
        var isReady = false
        while program.answer == nil || tests.answer == nil {
            try ChildProcess.wait(program.entries + tests.entries, until: deadline)
            try program.move()
            try tests.move()
            // A worker says that it has begun and is ready; whoever says anything else answers no call.
            if !isReady, program.unread.count >= Self.ready.count {
                isReady = program.unread.starts(with: Self.ready)
                program.unread = isReady ? Data(program.unread.dropFirst(Self.ready.count)) : Data()
                if !isReady { program.hangUp("K") }
            }
            if isReady { tests.say(program.takeLines()) }
            if !tests.isBegun, tests.unread.count >= 2 {
                tests.unread.removeFirst(2)
                tests.isBegun = true
            }
            if tests.isBegun { program.say(tests.takeLines()) }
            // Calls after the program's end have no answer, and the tests fail by it; a program whose tests have ended is ended.
            if program.answer != nil { tests.hangUp("E") }
            if tests.answer != nil { program.hangUp("K") }
        }
    }
}

/// One of two processes that speak with each other.
private struct Side {
    let process: ChildProcess
    let request: WorkerRequest
    /// Lines that have come, all of them and those not passed on yet.
    private var spoken = Data()
    var unread = Data()
    /// How much of it has no end of a line.
    private var searched = 0
    var answer: WorkerAnswer?
    /// Whether its first line, which is the worker's own, was read; for the tests, whose lines are calls.
    var isBegun = false
    private var isOver = false
    private var arrived = Data()
    private var leaving: Data
    private var left = 0

    init(_ process: ChildProcess, _ request: WorkerRequest) {
        (self.process, self.request) = (process, request)
        leaving = ChildProcess.frame("R", request.message)
    }

    var entries: [pollfd] {
        guard answer == nil else { return [] }
        let reading = pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)
        return left < leaving.count ? [reading, pollfd(fd: process.input, events: Int16(POLLOUT), revents: 0)] : [reading]
    }

    /// Whether what it was told ends where a frame ends, so that another request may follow.
    var isClean: Bool { left == 0 }

    mutating func say(_ lines: Data) {
        if !lines.isEmpty, answer == nil { leaving.append(ChildProcess.frame("C", lines)) }
    }

    /// Nothing more will be said to it: E, or K to end it.
    mutating func hangUp(_ kind: Character) {
        guard !isOver, answer == nil else { return }
        isOver = true
        leaving.append(ChildProcess.frame(kind, Data()))
    }

    mutating func takeLines() -> Data {
        let place = searched
        let end = unread.withUnsafeBytes { bytes in
            bytes.count > place ? bytes[place...].lastIndex(of: UInt8(ascii: "\n")) : nil
        }
        guard let end else {
            searched = unread.count
            return Data()
        }
        let lines = Data(unread.prefix(end + 1))
        unread = Data(unread.dropFirst(end + 1))
        searched = 0
        return lines
    }

    /// Reads and writes what can be at once.
    mutating func move() throws {
        guard answer == nil else { return }
        if left < leaving.count { left += try process.write(leaving, from: left) }
        if left == leaving.count { (leaving, left) = (Data(), 0) }
        arrived.append(try process.readAvailable())
        while let frame = try Self.frame(&arrived, atMost: request.answerLimit) {
            switch frame.kind {
            case "L":
                spoken.append(frame.data)
                unread.append(frame.data)
            case "A":
                answer = try WorkerAnswer(frame.data, calls: 0, spoken: spoken)
                return
            default: throw ChildProcess.Failure.notUnderstood("a frame '\(frame.kind)'")
            }
        }
    }

    private static func frame(_ data: inout Data, atMost limit: Int) throws(ChildProcess.Failure) -> ChildProcess.Frame? {
        guard data.count >= 5 else { return nil }
        let bytes = Array(data.prefix(5))
        let count = bytes.dropFirst().reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { throw .notUnderstood("a message of \(count) bytes") }
        guard data.count >= 5 + count else { return nil }
        let frame = ChildProcess.Frame(kind: Character(Unicode.Scalar(bytes[0])), data: Data(data.dropFirst(5).prefix(count)))
        data = Data(data.dropFirst(5 + count))
        return frame
    }
}
