import Environments
import Experience
import Foundation
import Sandbox
import Training

/// The tasks that self-play begins with.
enum SeedTasks {
    /// The identity function, for every kind (Zhao et al. 2025, §3.3.1).
    static func identity(_ kinds: [ReasoningTask.Kind], shown: Int) -> [ReasoningTask] {
        let program = "def f(x):\n    return x"
        return kinds.compactMap { kind in
            switch kind {
            case .deduction, .abduction: ReasoningTask(kind: kind, program: program, pairs: [.init(input: "'Hello world'", output: "'Hello world'")])
            case .errorDeduction: ReasoningTask(kind: kind, program: program, pairs: [.init(input: "'Hello world'", output: "NoError")])
            case .induction:
                ReasoningTask(
                    kind: kind, program: program,
                    pairs: ["'Hello world'", "1", "{'a': 1}", "(1.1, 2.5)", "[1, [2]]", "1234567890123", "True"].prefix(shown + 1).map { .init(input: $0, output: $0) },
                    shown: min(shown, 6), message: "Write a function that returns its argument.")
            }
        }
    }

    /// A JSONL file: `{"kind": "deduction", "program": …, "inputs": […], "message": …}` a line. Outputs are computed, never read.
    ///
    /// - Throws: `TrainingError.badData` with file and line.
    static func read(_ file: URL, _ settings: AbsoluteZeroSettings, _ check: ProposalCheck) async throws -> [ReasoningTask] {
        struct Row: Decodable {
            var kind: String
            var program: String
            var inputs: [String]
            var message: String?
        }
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw TrainingError.badData("method.seed_file \(file.path) cannot be read: \(error.localizedDescription)")
        }
        var tasks: [ReasoningTask] = []
        for (line, row) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !row.allSatisfy(\.isWhitespace) {
            let place = "\(file.path):\(line + 1)"
            let read: Row
            do {
                read = try JSONDecoder().decode(Row.self, from: Data(row.utf8))
            } catch {
                throw TrainingError.badData("\(place): expected an object with kind, program and inputs (a list of texts)")
            }
            guard let kind = ReasoningTask.Kind(rawValue: read.kind) else {
                throw TrainingError.badData("\(place): no kind is called '\(read.kind)'; there are \(ReasoningTask.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            guard settings.kinds.contains(kind) else { continue }
            guard !read.inputs.isEmpty, kind == .induction || read.inputs.count == 1 else {
                throw TrainingError.badData("\(place): \(read.inputs.count) inputs; \(kind == .induction ? "at least two are needed" : "one is needed")")
            }
            let proposal = ReasoningProposal(program: read.program, inputs: read.inputs, message: read.message ?? "")
            do throws(ProposalCheck.Refused) {
                tasks.append(try await check.task(proposal, kind: kind, shown: min(settings.shown, max(1, read.inputs.count - 1))))
            } catch {
                throw TrainingError.badData("\(place): it is no valid task: \(error.reason.rawValue): \(error.evidence)")
            }
        }
        for kind in settings.kinds {
            let count = tasks.count { $0.kind == kind }
            guard count <= settings.bufferLimit else {
                throw TrainingError.badData(
                    "method.seed_file \(file.path) holds \(count) tasks of \(kind.rawValue), method.buffer_limit is \(settings.bufferLimit); raise it or shorten the file")
            }
        }
        guard !tasks.isEmpty else { throw TrainingError.badData("method.seed_file \(file.path) holds no task of the kinds \(settings.kinds.map(\.rawValue).joined(separator: ", "))") }
        return tasks
    }
}
