import Experience
import Foundation
import Sandbox
import TestSupport
import Testing

@testable import Environments

@Suite(.serialized, .enabled(if: IsolationAvailability.isThere))
struct OwnRewardTests {
    private static let problem = Problem(id: "p", question: "6 × 7?", label: "42", family: "f", provenance: "test")

    private func reward(_ source: String, _ completion: String = "it is 42") async throws -> Reward {
        let sandbox = try await Sandbox(workers: 2)
        let verifier = OwnVerifier(source: source, name: "mine.py", sandbox: sandbox, limits: SandboxLimits(wallSeconds: 1))
        let reward = await verifier.reward(completion, for: Self.problem)
        await sandbox.close()
        return reward
    }

    private func executable(_ text: String, _ completion: String = "it is 42") async throws -> Reward {
        let file = FileManager.default.temporaryDirectory.appending(path: "reward-\(UUID().uuidString)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        defer { try? FileManager.default.removeItem(at: file) }
        let sandbox = try await Sandbox(workers: 2, executables: [file.path])
        let limits = SandboxLimits(wallSeconds: 1, memoryBytes: 1 << 30, outputBytes: 1 << 16, scratch: true)
        let reward = await OwnVerifier(executable: file.path, sandbox: sandbox, limits: limits).reward(completion, for: Self.problem)
        await sandbox.close()
        return reward
    }

    @Test func `a function gets the fields it names`() async throws {
        #expect(try await reward("def reward(completion, label):\n    return 0.5 if label in completion else 0").value == 0.5)
        #expect(try await reward("def reward(question):\n    return len(question)").value == 6)
        #expect(try await reward("def reward(completion, label):\n    return label in completion").value == 1)
        let told = try await reward("def reward(completion):\n    return {'reward': 0.25, 'verdict': 'incorrect', 'evidence': completion}")
        #expect(told == Reward(value: 0.25, judgement: Judgement(verdict: .incorrect, evidence: "it is 42")))
    }

    @Test func `a script reads one object and prints its answer last`() async throws {
        let script = "import json, sys\nx = json.load(sys.stdin)\nprint('thinking')\nprint(json.dumps({'verdict': 'correct' if x['label'] in x['completion'] else 'incorrect'}))"
        #expect(try await reward(script).value == 1)
        #expect(try await reward(script, "no").value == 0)
        #expect(try await reward("print(0.75)").value == 0.75)
    }

    @Test(arguments: [
        ("def reward(completion):\n    return 1 // 0", "mine.py raised ZeroDivisionError"),
        ("def reward(completion):\n    return float('nan')", "mine.py gave the reward nan"),
        ("def reward(completion):\n    return float('inf')", "mine.py gave the reward inf"),
        ("def reward(completion):\n    return None", "mine.py returned 'None'"),
        ("def reward(completion):\n    return 'good'", "mine.py returned ''good''"),
        ("def reward(completion):\n    return {'verdict': 'fine'}", "mine.py returned the verdict 'fine'"),
        ("def reward(completion):\n    return {'reward': 'much'}", "mine.py returned a reward that is no number"),
        ("def reward(completion):\n    return object()", "mine.py returned an object of class object"),
        ("def reward(completion, answer):\n    return 1", "mine.py raised KeyError: 'answer'"),
        ("def reward(completion):\n    while True: pass", "mine.py: timeout"),
        ("def reward(completion):\n    return [0] * (1 << 40)", "mine.py raised MemoryError"),
        ("while True: pass", "mine.py: timeout"),
        ("raise ValueError('no')", "mine.py: exception ValueError: no; its last words: ValueError: no"),
        ("import sys; sys.exit(3)", "mine.py: exited with 3"),
        ("print('excellent')", "mine.py printed 'excellent'"),
        ("print('NaN')", "mine.py gave the reward nan"),
        ("print('{\"reward\": 1e999}')", "mine.py"),
        ("print('{\"reason\": 1}')", "mine.py printed neither a verdict nor a reward"),
        ("pass", "mine.py printed ''"),
        ("def reward(:", "mine.py: exception SyntaxError"),
        ("print('x' * (4 << 20))", "mine.py: output-limit"),
        ("import socket; socket.socket()", "mine.py: exception PermissionError"),
    ])
    func `a script that fails says nothing about the completion`(source: String, evidence: String) async throws {
        let reward = try await reward(source)
        #expect(reward.value == nil)
        #expect(reward.judgement.verdict == .infrastructureFailure)
        #expect(reward.judgement.evidence.hasPrefix(evidence), "\(reward.judgement.evidence)")
    }

    @Test func `an executable gets the fields and may start processes`() async throws {
        let script = "#!/bin/sh\nif grep -q 'it is 42'; then echo 0.5; else echo '{\"verdict\": \"incorrect\", \"evidence\": \"no 42\"}'; fi\n"
        #expect(try await executable(script).value == 0.5)
        #expect(try await executable(script, "no") == Reward(value: 0, judgement: Judgement(verdict: .incorrect, evidence: "no 42")))
        #expect(try await executable("#!/usr/bin/env python3\nimport json, sys\nprint(json.load(sys.stdin)['label'])\n").value == 42)
        let filed = try await executable("#!/bin/sh\necho x > $TMPDIR/x && cat $TMPDIR/x | wc -c\n")
        #expect(filed.value == 2, "\(filed.judgement.evidence)")
    }

    @Test(arguments: [
        ("#!/bin/sh\nexit 3\n", ": exited with 3"),
        ("#!/bin/sh\necho no >&2; kill -9 $$\n", ": killed by signal 9; its last words: no"),
        ("#!/bin/sh\nsleep 60\n", ": timeout"),
        ("#!/bin/sh\nsleep 60 & sleep 60 & while true; do :; done\n", ": timeout"),
        ("#!/bin/sh\nyes\n", ": output-limit"),
        ("#!/bin/sh\necho well done\n", " printed 'well done'"),
        ("#!/bin/sh\necho nan\n", " gave the reward nan"),
        ("#!/no/such/interpreter\n", ": it did not start: FileNotFoundError"),
        ("not a program", ": it did not start: OSError"),
        ("#!/bin/sh\ncat /etc/passwd || exit 5\n", ": exited with 5"),
        ("#!/usr/bin/env python3\nimport socket\nsocket.create_connection(('1.1.1.1', 53), 1)\n", ": exited with 1; its last words: OSError: [Errno 101]"),
        ("#!/usr/bin/env python3\nimport os\nos.unshare if 0 else __import__('ctypes').CDLL(None).unshare(0x10000000) and os._exit(9)\n", ": exited with 9"),
    ])
    func `an executable that fails says nothing about the completion`(text: String, evidence: String) async throws {
        let began = ContinuousClock.now
        let reward = try await executable(text)
        #expect(reward.value == nil)
        #expect(reward.judgement.verdict == .infrastructureFailure)
        #expect(reward.judgement.evidence.contains(evidence), "\(reward.judgement.evidence)")
        #expect(began.duration(to: .now) < .seconds(4 * Lateness.patience))
    }

    @Test func `what an executable leaves behind ends with it`() async throws {
        let mark = "mark-\(UUID().uuidString)"
        let left = "#!/bin/sh\n(exec -a \(mark) sleep 600) & nohup sleep 600.5 > /dev/null 2>&1 & echo 1\n"
        #expect(try await executable(left.replacingOccurrences(of: "#!/bin/sh", with: "#!/bin/bash")).value == 1)
        let running = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.contains { pid in
            (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8))?.contains(mark) == true
        }
        #expect(running == false)
    }

    @Test func `verifiers are found by path`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let verifiers = Verifiers.sharing(isolation: .bubblewrap)
        let python = folder.appending(path: "mine.py")
        try "def reward(completion): return 1".write(to: python, atomically: true, encoding: .utf8)
        #expect(await (try verifiers.named(python.path)).reward("x", for: Self.problem).value == 1)
        let plain = folder.appending(path: "mine")
        try "#!/bin/sh\necho 0.5\n".write(to: plain, atomically: true, encoding: .utf8)
        await #expect(throws: VerifierError.unreadable(path: plain.path, reason: "it is neither a Python file (.py) nor executable (chmod +x)")) {
            _ = try await verifiers.named(plain.path)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: plain.path)
        let executed = await (try verifiers.named(plain.path)).reward("x", for: Self.problem)
        #expect(executed.value == 0.5, "\(executed.judgement.evidence)")
        await #expect(throws: VerifierError.self) { _ = try await verifiers.named("/no/such/file.py") }
    }
}
