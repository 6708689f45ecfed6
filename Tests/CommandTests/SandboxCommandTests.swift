import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: IsolationAvailability.isThere))
struct SandboxCommandTests {
    private struct Told: Decodable {
        let status: String
        let exit_code: Int?
        let signal: Int?
        let exception: String?
        let message: String?
        let stdout: String
        let stderr: String
        let wall_ms: Double
        let cpu_ms: Double
        let peak_memory_bytes: Int
        let isolation: String
        let python: String
    }

    private func run(_ source: String, _ more: [String] = [], environment: [String: String] = [:], files: [String: String] = [:]) throws -> Command.Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files.merging(["program.py": source], uniquingKeysWith: { $1 }) {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        return try Command.run(["sandbox", "run", "program.py"] + more, in: folder, environment: environment)
    }

    private func told(_ source: String, _ more: [String] = [], files: [String: String] = [:]) throws -> Told {
        let outcome = try run(source, more + ["--json"], files: files)
        #expect(outcome.code == 0, "\(outcome.complaint)")
        return try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
    }

    @Test func `the whole status is told as JSON`() throws {
        let told = try told("import sys\nprint(input(), sys.argv[1:])\nprint('e', file=sys.stderr)\nsys.exit(3)", ["--input", "hello", "--arg", "-v", "--arg", "two words"])
        #expect(told.status == "exited")
        #expect(told.exit_code == 3)
        #expect(told.stdout == "hello ['-v', 'two words']\n")
        #expect(told.stderr == "e\n")
        #expect(told.isolation == "bubblewrap")
        #expect(told.wall_ms > 0 && told.peak_memory_bytes > 1 << 20)
    }

    @Test func `input comes from a file where there is one`() throws {
        #expect(try told("print(input())", ["--input", "in.txt"], files: ["in.txt": "from the file\n"]).stdout == "from the file\n")
        #expect(try told("print(input())", ["--input", "no.txt"]).stdout == "no.txt\n")
    }

    @Test(arguments: [
        ("while True: pass", "timeout"), ("x = bytearray(1 << 30)", "memory"), ("while True: print('x' * 9999)", "output-limit"),
        ("raise ValueError('no')", "exception"), ("import ctypes; ctypes.string_at(0)", "killed"), ("pass", "ok"),
        ("import os; os.write(3, b'I x\\n'); os._exit(70)", "exited"),
    ])
    func `every status is told with exit code 0`(source: String, status: String) throws {
        let told = try told(source, ["--timeout", "1", "--memory", "256"])
        #expect(told.status == status)
        if status == "exception" { #expect(told.exception == "ValueError" && told.message == "no") }
        if status == "killed" { #expect(told.signal == 11) }
    }

    @Test func `modules and the private folder are what was asked for`() throws {
        #expect(try told("import socket", ["--modules", "exercises"]).exception == "ImportError")
        #expect(try told("import math", ["--modules", "re,math"]).status == "ok")
        #expect(try told("open('x', 'w')").exception == "PermissionError")
        #expect(try told("open('x', 'w').write('x')", ["--scratch"]).status == "ok")
    }

    @Test func `an unsafe run is warned of and recorded`() throws {
        let outcome = try run("print(1)", ["--sandbox", "unsafe", "--json"])
        #expect(outcome.code == 0)
        #expect(outcome.complaint.contains("warning: --sandbox unsafe"))
        #expect(try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8)).isolation == "unsafe")
    }

    @Test func `what is missing or wrong has its exit code and its fix`() throws {
        let noBubblewrap = try run("pass", environment: ["PATH": "/nowhere"])
        #expect(noBubblewrap.code == 69)
        #expect(noBubblewrap.complaint.contains("apt-get install bubblewrap"))
        let noPython = try run("pass", environment: ["AUTODIDACT_PYTHON": "/no/such/python"])
        #expect(noPython.code == 69)
        #expect(noPython.complaint.contains("tried /no/such/python"))
        let notPython = try run("pass", environment: ["AUTODIDACT_PYTHON": "/bin/true"])
        #expect(notPython.code == 69)
        #expect(try run("pass", ["--timeout", "0"]).code == 64)
        #expect(try run("pass", ["--memory", "10"]).code == 64)
        #expect(try run("pass", ["--sandbox", "none"]).code == 64)
        let folder = FileManager.default.temporaryDirectory
        let noFile = try Command.run(["sandbox", "run", "/no/such/file.py"], in: folder)
        #expect(noFile.code == 65)
        #expect(noFile.complaint.contains("/no/such/file.py cannot be read"))
    }

    @Test func `doctor tells what it tried`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        struct Finding: Decodable { let name: String; let ok: Bool; let found: String; let fix: String? }
        let there = try Command.run(["doctor", "--json"], in: folder)
        let findings = try JSONDecoder().decode([Finding].self, from: Data(there.output.utf8))
        #expect(findings.contains { $0.name == "sandbox" && $0.ok })
        for name in ["network namespace", "read-only files", "ptrace", "memory limit"] {
            #expect(findings.contains { $0.name.hasSuffix(name) && $0.ok }, "\(name)")
        }
        let missing = try Command.run(["doctor", "--json"], in: folder, environment: ["PATH": "/nowhere"])
        #expect(missing.code == 69)
        let told = try JSONDecoder().decode([Finding].self, from: Data(missing.output.utf8)).first { $0.name == "sandbox" }
        #expect(told?.ok == false && told?.fix?.contains("apt-get install bubblewrap") == true)
    }

    /// Root's own sandbox leaves root; an ordinary user has none to leave.
    @Test(.enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    func `an ordinary user has the same isolation`() throws {
        let folder = URL(filePath: "/tmp/autodidact-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try "import os\nprint(os.getuid(), sorted(os.listdir('/')))\nos.fork()".write(
            to: folder.appending(path: "program.py"), atomically: true, encoding: .utf8)
        let process = Process()
        let (output, complaint) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments = [
            "--reuid=12345", "--regid=12345", "--clear-groups", Command.binary.path, "sandbox", "run", folder.path + "/program.py", "--json",
        ]
        (process.standardOutput, process.standardError) = (output, complaint)
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if complained.contains("Permission denied") {
            print("the build folder is closed to other users; the sandbox was not tried as one")
            return
        }
        #expect(process.terminationStatus == 0, "\(complained)")
        let told = try JSONDecoder().decode(Told.self, from: said)
        #expect(told.exception == "PermissionError")
        #expect(told.stdout == "65534 ['lib', 'lib64', 'tmp', 'usr']\n")
    }
}
