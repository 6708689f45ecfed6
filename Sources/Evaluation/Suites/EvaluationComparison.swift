import Environments
import Experience
import Foundation
public import RunStore

/// Two evaluations of the same suites, item by item.
public struct EvaluationComparison: Sendable, Codable {
    public struct Line: Sendable, Codable {
        public var suite: String
        public var items: Int
        public var difference: PairedDifference
    }

    public var first: String
    public var second: String
    public var lines: [Line]

    /// Pairs the suites that both have.
    ///
    /// - Parameter anyProtocol: pair results of different protocols too.
    /// - Throws: `EvaluationError` where nothing can be paired, `RunStoreError`, `StatisticsError`.
    public init(_ first: EvaluationFolder, _ second: EvaluationFolder, anyProtocol: Bool, seed: UInt64 = 0) throws {
        self.first = first.identity.model
        self.second = second.identity.model
        lines = []
        for part in first.identity.parts {
            guard let other = second.identity.parts.first(where: { $0.suite == part.suite }) else { continue }
            if !anyProtocol, let what = try Self.difference(part, other) { throw EvaluationError.differentProtocols(suite: part.suite, what: what) }
            let before = try Self.shares(part, first)
            let after = try Self.shares(other, second)
            guard before.map(\.id) == after.map(\.id) else {
                let (a, b) = (Set(before.map(\.id)), Set(after.map(\.id)))
                throw EvaluationError.differentItems(suite: part.suite, onlyFirst: a.subtracting(b).count, onlySecond: b.subtracting(a).count)
            }
            var generator = SeededGenerator(seed: seed, stream: "compare/\(part.suite)")
            lines.append(
                Line(
                    suite: part.suite, items: before.count,
                    difference: try pairedBootstrap(before: before.map(\.share), after: after.map(\.share), generator: &generator)))
        }
        guard !lines.isEmpty else {
            throw EvaluationError.nothingInCommon(a: first.identity.parts.map(\.suite), b: second.identity.parts.map(\.suite))
        }
    }

    private static func shares(_ part: EvaluationIdentity.Part, _ folder: EvaluationFolder) throws -> [(id: String, share: Double)] {
        let evaluation = try protocolOf(part)
        let rows = try folder.store.rows(of: part.suite)
        let found = Set(rows.map(\.place)).count
        guard found == part.items else {
            throw EvaluationError.incomplete(suite: part.suite, found: found, expected: part.items, folder: folder.url.path)
        }
        return Items(rows, sameAnswer: evaluation.sameAnswer).all
            .map { (id: $0.id, share: evaluation.metric == .majority ? $0.majority : $0.share) }.sorted { $0.id < $1.id }
    }

    /// The first field of the protocols that differs.
    private static func difference(_ a: EvaluationIdentity.Part, _ b: EvaluationIdentity.Part) throws -> String? {
        guard a.sourceHash == b.sourceHash else { return "the data" }
        let (a, b) = (try protocolOf(a), try protocolOf(b))
        guard a != b else { return nil }
        let fields: [(String, Bool)] = [
            ("name or version", a.name == b.name && a.version == b.version), ("strategy", a.strategy == b.strategy),
            ("samples", a.samples == b.samples), ("temperature or top-p", a.temperature == b.temperature && a.topP == b.topP),
            ("the longest completion", a.maxTokens == b.maxTokens), ("stops", a.stops == b.stops),
            ("worked examples", a.examples == b.examples),
            ("verifier", a.verifier == b.verifier && a.grader == b.grader && a.extractor == b.extractor),
        ]
        return fields.first { !$0.1 }?.0 ?? "the prompt"
    }

    private static func protocolOf(_ part: EvaluationIdentity.Part) throws -> EvaluationProtocol {
        do {
            return try JSONDecoder().decode(EvaluationProtocol.self, from: Data(part.protocolJSON.utf8))
        } catch {
            throw RunStoreError.damaged(path: "evaluation.json", reason: "the protocol of \(part.suite) cannot be read: \(error)")
        }
    }
}
