import Environments
import Experience
import Foundation
import TestSupport
import Testing

/// Answers written to be wrongly judged right, to hang, or to break out; `Corpus/manifest.json` counts them.
struct HostileAnswersTests {
    struct Answer: Decodable {
        var id: String
        var category: String
        var verifier: String
        var label: Text
        var completion: Text
        var expect: String
        var specification: [String: String]?
    }

    /// A text, or a list of texts and of pairs of a text and how often it stands there.
    struct Text: Decodable {
        var text: String

        private struct Parts: Decodable { var parts: Text }

        init(from decoder: any Decoder) throws {
            if let parts = try? Parts(from: decoder) {
                text = parts.parts.text
                return
            }
            let value = try decoder.singleValueContainer()
            if let plain = try? value.decode(String.self) {
                text = plain
                return
            }
            var list = try decoder.unkeyedContainer()
            text = ""
            while !list.isAtEnd {
                if let plain = try? list.decode(String.self) {
                    text += plain
                } else {
                    var pair = try list.nestedUnkeyedContainer()
                    text += String(repeating: try pair.decode(String.self), count: try pair.decode(Int.self))
                }
            }
        }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpus")

    static func answers() throws -> [Answer] {
        try String(contentsOf: folder.appending(path: "hostile-answers.jsonl"), encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
    }

    static func problem(_ answer: Answer) throws -> Problem {
        let specification = try answer.specification.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) } ?? ""
        return Problem(
            id: answer.id, question: "", label: answer.label.text, family: "hostile", provenance: "corpus", specification: specification)
    }

    @Test func `the manifest counts what is there`() throws {
        struct Manifest: Decodable {
            var rows: Int
            var hostile: Int
            var categories: [String: Int]
        }
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: Self.folder.appending(path: "manifest.json")))
        let answers = try Self.answers()
        #expect(answers.count == manifest.rows)
        #expect(answers.count { $0.expect != "correct" } == manifest.hostile)
        #expect(manifest.hostile >= 200)
        #expect(Dictionary(grouping: answers, by: \.category).mapValues(\.count) == manifest.categories)
        #expect(Set(answers.map(\.id)).count == answers.count)
    }

    @Test func `the native graders give every one its verdict, at once`() async throws {
        var milliseconds: [Double] = []
        let verifiers = Verifiers { throw CancellationError() }
        for answer in try Self.answers() {
            let verifier = try await verifiers.named(answer.verifier)
            let problem = try Self.problem(answer)
            let started = ContinuousClock.now
            let judgement = await verifier.judge(answer.completion.text, for: problem)
            milliseconds.append(started.duration(to: .now) / .milliseconds(1))
            #expect(
                (judgement.verdict == .correct) == (answer.expect == "correct"),
                "\(answer.id): \(judgement.verdict) \(judgement.evidence.prefix(300)), label '\(answer.label.text.prefix(60))'")
            #expect(judgement.verdict != .infrastructureFailure, "\(answer.id): \(judgement.evidence)")
            // A debug build on a busy machine; release is some twenty times faster.
            #expect(milliseconds.last ?? 0 < 3000, "\(answer.id) took \(milliseconds.last ?? 0) ms")
        }
        milliseconds.sort()
        #expect(milliseconds[milliseconds.count * 99 / 100] < 2000, "p99 \(milliseconds[milliseconds.count * 99 / 100]) ms")
    }
}
