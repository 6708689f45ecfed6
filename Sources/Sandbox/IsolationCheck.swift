import Foundation

/// What a worker's namespaces kept from it, tried before any filter of system calls was installed.
struct NamespaceFindings: Decodable, Sendable {
    var host: String
    var uid: Int
    var pid: Int
    var python: String
    var interfaces: [String]
    var proc: Bool
    var folders: [String]
    var environment: [String]
    var capabilities: [Int]
    var descriptors: [Int]
    /// What stood against each attempt; `nil` where it went through.
    var connect: String?
    var write_root: String?
    var write_usr: String?
}

/// How strong the isolation on this machine is, by trying what a hostile program would.
public struct IsolationCheck: Sendable {
    public struct Finding: Sendable, Encodable {
        /// Such as `no network`.
        public var name: String
        public var holds: Bool
        /// What was tried and what came of it.
        public var evidence: String
    }

    public var findings: [Finding]
    public var holds: Bool { findings.allSatisfy(\.holds) }

    public init(_ sandbox: Sandbox) async {
        findings = []
        let probe = sandbox.pool.workers[0]
        let outcome: Result<NamespaceFindings?, WorkerLost> = await probe.onQueue {
            do throws(WorkerLost) { return .success(try probe.findings()) } catch { return .failure(error) }
        }
        switch outcome {
        case .success(let found?): findings = Self.namespaces(found)
        case .success(nil): findings = [Finding(name: "namespaces", holds: false, evidence: "the worker told nothing")]
        case .failure(let lost): findings = [Finding(name: "namespaces", holds: false, evidence: "\(lost)")]
        }
        findings += await Self.attempts(in: sandbox)
        findings += await Self.limits(in: sandbox)
    }

    private static func namespaces(_ found: NamespaceFindings) -> [Finding] {
        [
            Finding(
                name: "network namespace", holds: found.connect != nil && found.interfaces == ["lo"],
                evidence: "interfaces \(found.interfaces.joined(separator: ", ")); connect: \(found.connect ?? "went through")"),
            Finding(
                name: "process namespace", holds: found.pid < 10 && !found.proc,
                evidence: "its own process is number \(found.pid); /proc is \(found.proc ? "there" : "not there")"),
            Finding(
                name: "read-only files", holds: found.write_root != nil && found.write_usr != nil && !found.folders.contains("home"),
                evidence: "sees \(found.folders.map { "/" + $0 }.joined(separator: " ")); writing: \(found.write_root ?? "went through")"),
            Finding(
                name: "no capabilities", holds: found.capabilities.isEmpty && found.uid != 0,
                evidence: "\(found.capabilities.count) in the bounding set, user \(found.uid)"),
            Finding(
                name: "empty environment", holds: !found.environment.contains("USER"),
                evidence: "\(found.environment.joined(separator: " ")); host name \(found.host)"),
        ]
    }

    /// Each prints `refused: …` or `went through`; a program behind all of it.
    private static let attacks: [(name: String, source: String)] = [
        ("socket", "import socket; socket.socket()"),
        ("fork", "import os; os.fork()"),
        ("exec", "import os; os.execv('/usr/bin/env', ['env'])"),
        ("ptrace", "import ctypes, os; r = ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0)\nif r: raise OSError(ctypes.get_errno(), 'ptrace')"),
        ("kill the parent", "import os; os.kill(os.getppid(), 9)"),
        ("write a file", "open('/tmp/canary', 'w')"),
        ("mount", "import ctypes; r = ctypes.CDLL(None, use_errno=True).mount(b'a', b'/tmp', b'tmpfs', 0, 0)\nif r: raise OSError(ctypes.get_errno(), 'mount')"),
        ("new namespace", "import ctypes; r = ctypes.CDLL(None, use_errno=True).unshare(0x10000000)\nif r: raise OSError(ctypes.get_errno(), 'unshare')"),
    ]

    private static func attempts(in sandbox: Sandbox) async -> [Finding] {
        var findings: [Finding] = []
        for attack in attacks {
            let body = attack.source.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
            let source = "try:\n\(body)\n    print('went through')\nexcept OSError as error:\n    print('refused:', error)"
            let result = await sandbox.run(SandboxProgram(source: source), limits: SandboxLimits(wallSeconds: 5))
            let said = result.standardOutput.split(separator: "\n").first.map(String.init) ?? result.status.summary
            findings.append(Finding(name: attack.name, holds: result.status == .ok && said.hasPrefix("refused"), evidence: said))
        }
        return findings
    }

    private static func limits(in sandbox: Sandbox) async -> [Finding] {
        let wanted: [(String, String, SandboxStatus)] = [
            ("wall time", "while True: pass", .timeout),
            ("memory", "x = bytearray(1 << 30)", .memory),
            ("output", "while True: print('x' * 4096)", .outputLimit),
        ]
        var findings: [Finding] = []
        for (name, source, status) in wanted {
            let limits = SandboxLimits(wallSeconds: 0.5, memoryBytes: 256 << 20, outputBytes: 1 << 16)
            let result = await sandbox.run(SandboxProgram(source: source), limits: limits)
            findings.append(Finding(name: name + " limit", holds: result.status == status, evidence: "ended with: \(result.status.summary)"))
        }
        return findings
    }
}
