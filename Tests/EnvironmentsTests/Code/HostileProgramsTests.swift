import Environments
import Experience
import Foundation
import Sandbox
import TestSupport
import Testing

/// Hostile completions of code problems: none earns a reward, none passes for a failure of ours, and none is late.
@Suite(.serialized, .enabled(if: IsolationAvailability.isThere))
struct HostileProgramsTests {
    private struct Corpus: Decodable {
        struct Posed: Decodable {
            var specification: JSON
            /// A completion that is right.
            var right: String
        }
        struct Answer: Decodable, Sendable {
            var problem: String
            var name: String
            var tries: String
            /// `@x*3@` stands for `xxx`.
            var completion: String
            var verdicts: [String]
        }
        var problems: [String: Posed]
        var answers: [Answer]
    }

    /// JSON as it stands.
    private struct JSON: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            text = String(decoding: try JSONEncoder().encode(try Value(from: decoder)), as: UTF8.self)
        }

        private indirect enum Value: Codable {
            case null, number(Double), text(String), list([Value]), object([String: Value])

            init(from decoder: any Decoder) throws {
                let one = try decoder.singleValueContainer()
                if one.decodeNil() {
                    self = .null
                } else if let text = try? one.decode(String.self) {
                    self = .text(text)
                } else if let number = try? one.decode(Double.self) {
                    self = .number(number)
                } else if let list = try? one.decode([Value].self) {
                    self = .list(list)
                } else {
                    self = .object(try one.decode([String: Value].self))
                }
            }

            func encode(to encoder: any Encoder) throws {
                var one = encoder.singleValueContainer()
                switch self {
                case .null: try one.encodeNil()
                case .number(let number): try one.encode(number)
                case .text(let text): try one.encode(text)
                case .list(let list): try one.encode(list)
                case .object(let object): try one.encode(object)
                }
            }
        }
    }

    private static let limits = SandboxLimits(wallSeconds: 0.5, memoryBytes: 256 << 20, valueBytes: 4 << 20)

    private func corpus() throws -> Corpus {
        let place = Checkout.root.appending(path: "Tests/EnvironmentsTests/Code/hostile-answers.json")
        return try JSONDecoder().decode(Corpus.self, from: Data(contentsOf: place))
    }

    private func problem(_ name: String, _ posed: Corpus.Posed) -> Problem {
        Problem(id: name, question: "", label: "", family: "code", provenance: "hostile", specification: posed.specification.text)
    }

    private static func expanded(_ text: String) -> String {
        text.replacing(/@(.)\*(\d+)@/) { String(repeating: String($0.output.1), count: Int($0.output.2) ?? 0) }
    }

    @Test func `a right answer is right`() async throws {
        let sandbox = try await Sandbox(workers: 2)
        let verifier = CodeVerifier(sandbox: sandbox, limits: SandboxLimits(wallSeconds: 10, memoryBytes: 256 << 20, valueBytes: 4 << 20), modules: nil)
        for (name, posed) in try corpus().problems {
            let judgement = await verifier.judge(posed.right, for: problem(name, posed))
            #expect(judgement.verdict == .correct, "\(name): \(judgement.evidence)")
        }
        await sandbox.close()
    }

    @Test func `no hostile answer earns a reward`() async throws {
        let corpus = try corpus()
        #expect(corpus.answers.count >= 200)
        #expect(Set(corpus.answers.map { $0.problem + "/" + $0.name }).count == corpus.answers.count)
        let sandbox = try await Sandbox(workers: 2)
        let verifier = CodeVerifier(sandbox: sandbox, limits: Self.limits, modules: nil)
        let problems = Dictionary(uniqueKeysWithValues: corpus.problems.map { ($0, problem($0, $1)) })
        // The reference is run once, before anything is timed.
        _ = await verifier.judge(corpus.problems["function"]?.right ?? "", for: try #require(problems["function"]))
        let began = ContinuousClock.now
        let found = await withTaskGroup(of: [(Corpus.Answer, Judgement, Double)].self) { group in
            for start in 0..<2 {
                group.addTask {
                    var found: [(Corpus.Answer, Judgement, Double)] = []
                    for place in stride(from: start, to: corpus.answers.count, by: 2) {
                        let answer = corpus.answers[place]
                        guard let problem = problems[answer.problem] else { continue }
                        let asked = ContinuousClock.now
                        let judgement = await verifier.judge(Self.expanded(answer.completion), for: problem)
                        found.append((answer, judgement, asked.duration(to: .now) / .milliseconds(1)))
                    }
                    return found
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(found.count == corpus.answers.count)
        for (answer, judgement, _) in found {
            #expect(
                answer.verdicts.contains(judgement.verdict.rawValue),
                "\(answer.problem)/\(answer.name), \(answer.tries): \(judgement.verdict.rawValue), \(judgement.evidence.prefix(300))")
            let reward = judgement.verdict == .correct ? 1.0 : 0
            #expect(reward == 0)
        }
        let late = found.map { $0.2 - Self.limits.wallSeconds * 1000 }.sorted()
        let p99 = late[late.count * 99 / 100]
        #expect(p99 <= Lateness.allowed, "99 of 100 verdicts come \(p99) ms past the deadline or sooner")
        await sandbox.close()
        let latest = found.sorted { $0.2 > $1.2 }.prefix(6).map { "\($0.0.problem)/\($0.0.name) \(Int($0.2)) ms \($0.1.verdict.rawValue) \($0.1.evidence.prefix(80))" }
        print("\(found.count) hostile answers in \(began.duration(to: .now) / .seconds(1)) s; p99 \(p99) ms past the deadline, the last \(latest)")
    }
}
