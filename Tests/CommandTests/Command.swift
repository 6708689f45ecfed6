import Foundation
import TestSupport

/// The built `autodidact`, run as a person runs it.
struct Command {
    struct Outcome {
        let code: Int32
        let output: String
        let complaint: String
    }

    let process = Process()
    private let folder: URL

    /// Beside the test bundle, or where `AUTODIDACT_BINARY` says.
    static let binary: URL = {
        if let given = ProcessInfo.processInfo.environment["AUTODIDACT_BINARY"] { return URL(fileURLWithPath: given) }
        let beside = [CommandLine.arguments[0], Bundle.main.executablePath ?? "", Bundle.main.bundlePath]
            .map { URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("autodidact") }
        return beside.first { FileManager.default.isExecutableFile(atPath: $0.path) }
            ?? Checkout.root.appendingPathComponent(".build/debug/autodidact")
    }()

    /// Starts it in `folder`; its output goes to files there, so that no pipe fills up.
    ///
    /// - Parameter environment: beside what this process has.
    init(_ arguments: [String], in folder: URL, input: String = "", environment: [String: String] = [:]) throws {
        self.folder = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        for name in ["stdout", "stderr"] { try Data().write(to: folder.appendingPathComponent(name)) }
        try Data(input.utf8).write(to: folder.appendingPathComponent("stdin"))
        process.executableURL = Self.binary
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = try FileHandle(forReadingFrom: folder.appendingPathComponent("stdin"))
        process.standardOutput = try FileHandle(forWritingTo: folder.appendingPathComponent("stdout"))
        process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent("stderr"))
        try process.run()
    }

    func wait() throws -> Outcome {
        process.waitUntilExit()
        let killed = process.terminationReason == .uncaughtSignal
        return Outcome(
            code: killed ? 128 + process.terminationStatus : process.terminationStatus, output: try text("stdout"),
            complaint: try text("stderr"))
    }

    static func run(
        _ arguments: [String], in folder: URL, input: String = "", environment: [String: String] = [:]
    ) throws -> Outcome {
        try Command(arguments, in: folder, input: input, environment: environment).wait()
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
    }
}
