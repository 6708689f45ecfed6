import Foundation
import Sandbox

/// A program of the user's that gets an object and answers: a Python file with a function, a Python script, or an executable.
///
/// It runs in the sandbox, in new processes; calls of a function share one where there are several objects. What it answers is
/// trusted as the user's. A crash, or silence past the deadline, is no answer.
struct OwnProgram: Sendable {
    private enum Kind: Sendable {
        case python(source: String)
        /// Absolute; the sandbox was made with it.
        case executable(path: String)
    }

    /// What it gave for one object.
    struct Answer: Sendable {
        /// `nil` where the text is no JSON.
        var value: JSONValue?
        /// For errors: `mine.py returned`, and what.
        var told: String
        var text: String
    }

    /// It gave nothing, and why.
    struct Failure: Error {
        let reason: String
    }

    let name: String
    let limits: SandboxLimits
    private let kind: Kind
    private let sandbox: Sandbox

    /// Calls of a function in one process.
    private static let callsPerProcess = 32

    init(source: String, name: String, sandbox: Sandbox, limits: SandboxLimits) {
        (kind, self.name, self.sandbox, self.limits) = (.python(source: source), name, sandbox, limits)
    }

    init(executable path: String, sandbox: Sandbox, limits: SandboxLimits) {
        (kind, name, self.sandbox, self.limits) = (.executable(path: path), URL(filePath: path).lastPathComponent, sandbox, limits)
    }

    /// The program at `file`: Python by its ending, else an executable.
    ///
    /// - Parameters:
    ///   - given: the path as the user wrote it, for errors.
    ///   - sandbox: asked for once the file is known to be usable.
    /// - Throws: `VerifierError.unreadable`, `SandboxError`.
    init(file: URL, given: String, sandbox: () async throws -> Sandbox) async throws {
        let place = file.standardizedFileURL
        if !given.hasSuffix(".py"), FileManager.default.isExecutableFile(atPath: place.path), !place.hasDirectoryPath {
            let shared = try await sandbox()
            let own = try await Sandbox(isolation: shared.isolation, python: shared.python, executables: [place.path])
            self.init(executable: place.path, sandbox: own, limits: Self.executableLimits)
            return
        }
        let source: String
        do {
            source = try String(contentsOf: place, encoding: .utf8)
        } catch {
            throw VerifierError.unreadable(path: given, reason: error.localizedDescription)
        }
        guard given.hasSuffix(".py") else {
            throw VerifierError.unreadable(path: given, reason: "it is neither a Python file (.py) nor executable (chmod +x)")
        }
        self.init(source: source, name: place.lastPathComponent, sandbox: try await sandbox(), limits: Self.scriptLimits)
    }

    static let scriptLimits = SandboxLimits(wallSeconds: 10)
    static let executableLimits = SandboxLimits(wallSeconds: 10, memoryBytes: 4 << 30, scratch: true)

    /// What it gives for each object, in order.
    ///
    /// - Parameter function: what a Python file defines, if it is no script; the fields of an object are its keyword arguments.
    func answers(to objects: [some Encodable & Sendable], function: String) async -> [Result<Answer, Failure>] {
        let isFunction = defines(function)
        let size = isFunction ? Self.callsPerProcess : 1
        return await withTaskGroup(of: (Int, [Result<Answer, Failure>]).self) { tasks in
            for start in stride(from: 0, to: objects.count, by: size) {
                let part = Array(objects[start..<min(start + size, objects.count)])
                tasks.addTask { (start, isFunction ? await called(function, part) : [await asked(part[0])]) }
            }
            var parts: [Int: [Result<Answer, Failure>]] = [:]
            for await (start, answers) in tasks { parts[start] = answers }
            return parts.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    private func defines(_ function: String) -> Bool {
        guard case .python(let source) = kind else { return false }
        return source.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("def \(function)(") }
    }

    // MARK: A function

    /// All in one process. Where it does not come through, each in a process of its own: the one that fails is told, and a slow
    /// one has the deadline for itself.
    private func called(_ function: String, _ objects: [some Encodable & Sendable]) async -> [Result<Answer, Failure>] {
        guard case .python(let source) = kind else { return [] }
        let input: String
        switch Self.json(objects) {
        case .success(let text): input = text
        case .failure(let failure): return objects.map { _ in .failure(failure) }
        }
        let program = SandboxProgram(
            source: source + Self.calling(function), standardInput: input, calls: objects.indices.map { .init("_autodidact_call", "(\($0),)") })
        let result = await sandbox.run(program, limits: limits, origin: .benchmark)
        if objects.count > 1, result.status != .ok || result.outcomes.count != objects.count {
            var answers: [Result<Answer, Failure>] = []
            for object in objects { answers += await called(function, [object]) }
            return answers
        }
        if let failure = failure(result) { return objects.map { _ in .failure(failure) } }
        return objects.indices.map { answer($0 < result.outcomes.count ? result.outcomes[$0] : nil) }
    }

    private func answer(_ outcome: SandboxOutcome?) -> Result<Answer, Failure> {
        switch outcome {
        case .value(let text)?:
            do {
                return .success(Answer(value: JSONValue(try PythonLiteral(parsing: text)), told: "\(name) returned", text: text))
            } catch {
                return .failure(Failure(reason: "\(name) returned '\(text.prefix(100))': \(error)"))
            }
        case .exception(let kind, let message)?: return .failure(Failure(reason: "\(name) raised \(kind): \(message.prefix(200))"))
        case .object(let kind)?: return .failure(Failure(reason: "\(name) returned an object of class \(kind.prefix(100)), which is no literal"))
        case .digest?: return .failure(Failure(reason: "\(name) returned more than 64 KiB"))
        case nil: return .failure(Failure(reason: "\(name) returned nothing"))
        }
    }

    /// The objects come as JSON on standard input, so that no text of a model is ever part of a source.
    private static func calling(_ function: String) -> String {
        """


        def _autodidact_call(place, objects=[]):
            import json, sys
            if not objects:
                objects.extend(json.load(sys.stdin))
            code = \(function).__code__
            return \(function)(**{name: objects[place][name] for name in code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]})
        """
    }

    // MARK: A script or an executable

    private func asked(_ object: some Encodable & Sendable) async -> Result<Answer, Failure> {
        let input: String
        switch Self.json(object) {
        case .success(let text): input = text
        case .failure(let failure): return .failure(failure)
        }
        let result = switch kind {
        case .python(let source): await sandbox.run(SandboxProgram(source: source, standardInput: input), limits: limits, origin: .benchmark)
        case .executable(let path): await sandbox.run(SandboxExecutable(path: path, standardInput: input + "\n"), limits: limits)
        }
        if let failure = failure(result) { return .failure(failure) }
        let line = result.standardOutput.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let text = line.trimmingCharacters(in: .whitespaces)
        do throws(JSONSyntaxError) {
            let value = if let number = Double(text) { JSONValue.number(number) } else { try JSONReader.read(text.utf8) }
            return .success(Answer(value: value, told: "\(name) printed", text: text))
        } catch {
            return .success(Answer(value: nil, told: "\(name) printed", text: text))
        }
    }

    private static func json(_ value: some Encodable) -> Result<String, Failure> {
        do {
            return .success(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
        } catch {
            return .failure(Failure(reason: "the text cannot be handed over: \(error)"))
        }
    }

    /// How a run that did not end well is told; `nil` where it ended well.
    private func failure(_ result: SandboxResult) -> Failure? {
        switch result.status {
        case .ok, .exited(code: 0): return nil
        case .infrastructureFailure(let reason): return Failure(reason: "\(name): \(reason)")
        case let ended:
            let last = result.standardError.split(whereSeparator: \.isNewline).last ?? ""
            return Failure(reason: "\(name): \(ended.summary)\(last.isEmpty ? "" : "; its last words: \(last.prefix(200))")")
        }
    }
}
