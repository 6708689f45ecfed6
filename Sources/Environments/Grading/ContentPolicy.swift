import Foundation
import Sandbox

/// Why a text is refused.
public struct ContentRefusal: Codable, Sendable, Hashable, CustomStringConvertible {
    public enum Source: String, Codable, Sendable, CaseIterable { case pattern, classifier }

    public var source: Source
    /// The pattern's name, or what the classifier calls it.
    public var category: String
    /// Of a classifier that gives one.
    public var score: Double?

    public init(source: Source, category: String, score: Double? = nil) {
        (self.source, self.category, self.score) = (source, category, score)
    }

    public var description: String {
        "the \(source.rawValue) refuses it: \(category)" + (score.map { ", score \($0)" } ?? "")
    }
}

/// Which texts a run refuses: by patterns, then, of what these let through, by a classifier.
public struct ContentPolicy: Sendable {
    public let screen: ContentScreen?
    public let classifier: ContentClassifier?

    public init(screen: ContentScreen? = nil, classifier: ContentClassifier? = nil) {
        (self.screen, self.classifier) = (screen, classifier)
    }

    /// Why each text is refused, in order; `nil` for one that is allowed.
    ///
    /// - Throws: `ContentClassifierError`, and then nothing is known of any of them.
    public func refusals(of texts: [String]) async throws(ContentClassifierError) -> [ContentRefusal?] {
        var refusals = texts.map { text in screen?.refusal(of: text).map { ContentRefusal(source: .pattern, category: $0) } }
        guard let classifier else { return refusals }
        let open = texts.indices.filter { refusals[$0] == nil }
        for (place, refusal) in zip(open, try await classifier.refusals(of: open.map { texts[$0] })) { refusals[place] = refusal }
        return refusals
    }
}
