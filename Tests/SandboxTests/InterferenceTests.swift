import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// What comes from outside: killed and stopped workers, cancelled tasks, missing parts, full disks.
@Suite(.serialized, .enabled(if: IsolationAvailability.isThere))
struct InterferenceTests {
    private static let answer = SandboxProgram(source: "def f(x): return x + 1", calls: [.init("f", "(2,)")])
    private static let sleeping = SandboxProgram(source: "import time\ntime.sleep(0.3)\ndef f(x): return x + 1", calls: [.init("f", "(2,)")])

    /// Every process below one of ours, the ones in namespaces too.
    private static func descendants(of parent: pid_t) -> [pid_t] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        let children = all.filter { one in
            let fields = (try? String(contentsOfFile: "/proc/\(one)/stat", encoding: .utf8))?.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && pid_t(fields[1]) == parent
        }
        return children + children.flatMap(descendants)
    }

    @Test func `a worker killed between programs is replaced`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        for worker in sandbox.processIdentifiers { kill(worker, SIGKILL) }
        usleep(50_000)
        #expect(await sandbox.run(Self.answer).outcomes == [.value("3")])
        await sandbox.close()
    }

    @Test func `a worker killed while a program runs is replaced, and the program asked again`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        async let result = sandbox.run(Self.sleeping)
        try await Task.sleep(for: .milliseconds(100))
        for worker in sandbox.processIdentifiers { kill(worker, SIGKILL) }
        #expect(await result.outcomes == [.value("3")])
        await sandbox.close()
    }

    @Test func `a supervisor killed within its namespace is replaced`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        async let result = sandbox.run(Self.sleeping)
        try await Task.sleep(for: .milliseconds(100))
        for worker in sandbox.processIdentifiers { for one in Self.descendants(of: worker) { kill(one, SIGKILL) } }
        #expect(await result.outcomes == [.value("3")])
        await sandbox.close()
    }

    @Test func `a worker killed twice is an infrastructure failure, and the next program is judged`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        async let result = sandbox.run(Self.sleeping, limits: SandboxLimits(wallSeconds: 2))
        let killer = Task {
            while !Task.isCancelled {
                for worker in sandbox.processIdentifiers { kill(worker, SIGKILL) }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        guard case .infrastructureFailure = await result.status else {
            Issue.record("not told as a failure of ours")
            return
        }
        killer.cancel()
        _ = await killer.result
        #expect(await sandbox.run(Self.answer).outcomes == [.value("3")])
        await sandbox.close()
    }

    @Test func `a stopped worker costs its deadline, and the program is asked again`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        for worker in sandbox.processIdentifiers {
            for one in Self.descendants(of: worker) + [worker] { kill(one, SIGSTOP) }
        }
        let began = ContinuousClock.now
        let result = await sandbox.run(Self.answer, limits: SandboxLimits(wallSeconds: 0.5))
        #expect(result.outcomes == [.value("3")])
        // The deadline, a second, and the start of another.
        #expect(began.duration(to: .now) < .seconds(5 * Lateness.patience))
        await sandbox.close()
    }

    @Test func `workers outlive the threads that asked for them`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        let before = sandbox.processIdentifiers
        // Idle threads of the pool end after some seconds; what dies with its parent's thread would die then.
        try await Task.sleep(for: .seconds(7))
        #expect(await sandbox.run(Self.answer).outcomes == [.value("3")])
        #expect(Set(before).isSubset(of: sandbox.processIdentifiers))
        await sandbox.close()
    }

    @Test func `a task that is cancelled ends its program and gives its worker back`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        let began = ContinuousClock.now
        let tasks = (0..<4).map { _ in
            Task { await sandbox.run(SandboxProgram(source: "while True: pass"), limits: SandboxLimits(wallSeconds: 30)) }
        }
        try await Task.sleep(for: .milliseconds(200))
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value.status == .infrastructureFailure(reason: "cancelled")) }
        #expect(began.duration(to: .now) < .seconds(5 * Lateness.patience))
        // Both seeds' workers are there again.
        #expect(await sandbox.runTwice(Self.answer).outcomes == [.value("3")])
        await sandbox.close()
    }

    @Test func `closing ends what runs and what waits`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        let tasks = (0..<4).map { _ in
            Task { await sandbox.run(SandboxProgram(source: "while True: pass"), limits: SandboxLimits(wallSeconds: 30)) }
        }
        try await Task.sleep(for: .milliseconds(200))
        await sandbox.close()
        for task in tasks { #expect(await task.value.status == .infrastructureFailure(reason: "the sandbox is closed")) }
        #expect(await sandbox.run(Self.answer).status == .infrastructureFailure(reason: "the sandbox is closed"))
    }

    @Test func `a full disk under a program is its own error, and the next finds it empty`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        var limits = SandboxLimits()
        limits.scratch = true
        let fill = "n = 0\nwhile True:\n    open(f'/tmp/{n}', 'wb').write(b'x' * (4 << 20)); n += 1"
        guard case .exception("OSError", let message) = await sandbox.run(SandboxProgram(source: fill), limits: limits).status else {
            Issue.record("a full disk is an OSError")
            return
        }
        #expect(message.contains("No space left"))
        let after = await sandbox.run(SandboxProgram(source: "import os; print(os.listdir('/tmp')); open('/tmp/x', 'w').write('x')"), limits: limits)
        #expect(after.status == .ok && after.standardOutput == "[]\n")
        await sandbox.close()
    }

    @Test(arguments: [
        "while True: print('x' * 4096)",
        "import os\nwhile True: os.write(3, b'V 7\\n' * 1000)",
        "import os\nwhile True: os.write(2, b'x' * 100000)",
        "import fcntl, os\nfor one in range(5): fcntl.fcntl(one, fcntl.F_SETFL, os.O_NONBLOCK)",
        "import fcntl, os\nfor one in range(5): fcntl.fcntl(one, fcntl.F_SETFL, os.O_DIRECT)\nprint('x' * 60000)\nos._exit(0)",
    ])
    func `what a program leaves in its pipes, or sets on them, is not the next one's`(source: String) async throws {
        let sandbox = try await Sandbox(workers: 2)
        var limits = SandboxLimits(wallSeconds: 10)
        limits.outputBytes = 500_000
        limits.valueBytes = 500_000
        _ = await sandbox.run(SandboxProgram(source: source), limits: limits)
        let next = SandboxProgram(
            source: "import sys\nprint('y' * 300000)\nsys.stderr.write('z' * 200000)\ndef f(x): return x", calls: [.init("f", "('w' * 1,)"), .init("f", "(3,)")])
        let result = await sandbox.run(next, limits: limits)
        #expect(result.status == .ok)
        #expect(result.standardOutput == String(repeating: "y", count: 300_000) + "\n")
        #expect(result.standardError == String(repeating: "z", count: 200_000))
        #expect(result.outcomes == [.exception(name: "ValueError", message: "not a literal"), .value("3")])
        await sandbox.close()
    }

    @Test func `calls that a program did not read are not the next one's request`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        let deaf = SandboxProgram(
            source: "import os, time\nos.write(3, b'R\\n'); time.sleep(0.5); os._exit(0)",
            tests: .init(setup: "", check: "f('a' * 100000)", remote: ["f"]))
        #expect(await sandbox.run(deaf).tests != .ok)
        for _ in 0..<3 { #expect(await sandbox.runTwice(Self.answer).outcomes == [.value("3")]) }
        await sandbox.close()
    }

    @Test func `a folder that cannot be emptied quickly costs the worker`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        var limits = SandboxLimits()
        limits.scratch = true
        let many = "for n in range(1000): open(f'/tmp/{n}', 'w').close()"
        #expect(await sandbox.run(SandboxProgram(source: many), limits: limits).status == .ok)
        let after = await sandbox.run(SandboxProgram(source: "import os; print(os.listdir('/tmp'))"), limits: limits)
        #expect(after.standardOutput == "[]\n")
        await sandbox.close()
    }

    @Test func `a worker that writes rubbish is an infrastructure failure`() async throws {
        // An interpreter that is none: it answers with what is no frame.
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fake = folder.appending(path: "python3")
        try "#!/bin/sh\nprintf 'this is no frame, and it goes on and on and on'\ncat > /dev/null\n".write(to: fake, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake.path)
        let python = PythonInstallation(path: fake.path, prefix: folder.path, version: "3.11.0")
        await #expect {
            _ = try await Sandbox(isolation: .unsafe, workers: 2, python: python)
        } throws: { error in
            guard case .noIsolation(let reason)? = error as? SandboxError else { return false }
            return reason.contains("notUnderstood")
        }
    }

    @Test func `an interpreter that ends at once, or cannot be started, is told with its words`() async throws {
        let ends = PythonInstallation(path: "/bin/false", prefix: "/usr", version: "3.11.0")
        await #expect(throws: SandboxError.noIsolation(reason: "the interpreter ended at once")) {
            _ = try await Sandbox(isolation: .unsafe, workers: 2, python: ends)
        }
        let missing = PythonInstallation(path: "/no/such/python", prefix: "/usr", version: "3.11.0")
        await #expect {
            _ = try await Sandbox(workers: 2, python: missing)
        } throws: { "\($0)".contains("/no/such/python") }
    }
}
