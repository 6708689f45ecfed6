import Crypto
public import Foundation
public import Sandbox

/// A user's own classifier of content, a Python file or an executable: a function `classify(text)`, or a program that reads
/// `{"text": …}` from its standard input and prints its answer as the last line.
///
/// It answers `null` (`None`) or `false` for a text that is allowed, a category such as `"weapons"` for one that is refused, or
/// an object: `{"refused": true, "category": "weapons"}`, or `{"category": "weapons", "score": 0.93}`, which refuses from the
/// threshold on. It is run as ``OwnVerifier`` is; whatever is no answer is an error, and neither allows nor refuses.
public actor ContentClassifier {
    private struct Fields: Encodable {
        var text: String
    }

    /// What a checkpoint keeps: no text, only its SHA-256.
    public struct State: Codable, Sendable {
        fileprivate struct Entry: Codable, Equatable {
            var digest: String
            var refusal: ContentRefusal?
        }

        fileprivate var entries: [Entry]
        fileprivate var counts: Counts
    }

    /// What it has done since it was made or restored.
    public struct Counts: Sendable, Hashable, Codable {
        /// Texts that it was asked about.
        public var classified = 0
        /// Texts that were known from before.
        public var known = 0

        public init() {}
    }

    private let program: OwnProgram
    private let threshold: Double
    private let capacity: Int
    private var known: [String: State.Entry] = [:]
    /// Oldest first.
    private var order: [String] = []
    public private(set) var counts = Counts()

    /// - Parameters:
    ///   - file: Python by its ending, else an executable.
    ///   - threshold: a score from here on refuses.
    /// - Throws: `VerifierError.unreadable`, `SandboxError`.
    public init(file: URL, threshold: Double, sandbox: Sandbox) async throws {
        self.init(program: try await OwnProgram(file: file, given: file.path) { sandbox }, threshold: threshold)
    }

    /// - Parameter capacity: classifications remembered, the oldest forgotten first.
    init(program: OwnProgram, threshold: Double, capacity: Int = 16_384) {
        (self.program, self.threshold, self.capacity) = (program, threshold, capacity)
    }

    /// Why each text is refused, in order; `nil` for one that is allowed. Equal texts are classified once, all others of a call
    /// together.
    ///
    /// - Throws: `ContentClassifierError` of the first text that has no answer; none of the call is remembered then.
    public func refusals(of texts: [String]) async throws(ContentClassifierError) -> [ContentRefusal?] {
        let digests = texts.map(Self.digest)
        var new: [(digest: String, text: String)] = []
        var asked: Set<String> = []
        for (digest, text) in zip(digests, texts) where known[digest] == nil && asked.insert(digest).inserted { new.append((digest, text)) }
        let answers = new.isEmpty ? [] : await program.answers(to: new.map { Fields(text: $0.text) }, function: "classify")
        var found: [State.Entry] = []
        for (one, answer) in zip(new, answers) { found.append(State.Entry(digest: one.digest, refusal: try reading(answer, of: one.text))) }
        for entry in found where known.updateValue(entry, forKey: entry.digest) == nil { order.append(entry.digest) }
        counts.classified += new.count
        counts.known += texts.count - new.count
        let refusals = digests.map { known[$0]?.refusal }
        while order.count > capacity { known[order.removeFirst()] = nil }
        return refusals
    }

    private func reading(_ answer: Result<OwnProgram.Answer, OwnProgram.Failure>, of text: String) throws(ContentClassifierError) -> ContentRefusal? {
        func failed(_ reason: String) -> ContentClassifierError { ContentClassifierError(reason: reason, text: text) }
        let given: OwnProgram.Answer
        switch answer {
        case .success(let value): given = value
        case .failure(let failure): throw failed(failure.reason)
        }
        let said = "\(given.told) '\(given.text.prefix(100))'"
        switch given.value {
        case .null?, .bool(false)?: return nil
        case .text(let category)? where !category.isEmpty: return ContentRefusal(source: .classifier, category: category)
        case .object(let members)?:
            let score = members["score"].flatMap { $0 == .null ? nil : $0 }
            let number = score?.asNumber
            guard score == nil || number?.isFinite == true else { throw failed("\(said); its score is no finite number") }
            let isRefused: Bool
            switch (members["refused"], number) {
            case (.bool(let told)?, _): isRefused = told
            case (nil, let number?): isRefused = number >= threshold
            default: throw failed("\(said); expected \"refused\", true or false, or a \"score\"")
            }
            guard isRefused else { return nil }
            guard case .text(let category)? = members["category"], !category.isEmpty else { throw failed("\(said); a refusal needs a \"category\", a text") }
            return ContentRefusal(source: .classifier, category: category, score: number)
        default:
            throw failed("\(said); expected null or false, a category as a text, or an object with \"refused\" or \"score\" and \"category\"")
        }
    }

    private static func digest(_ text: String) -> String { Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString() }

    // MARK: Checkpoints

    public var state: State {
        State(entries: order.compactMap { known[$0] }, counts: counts)
    }

    public func restore(_ state: State) {
        counts = state.counts
        order = state.entries.map(\.digest)
        known = Dictionary(state.entries.map { ($0.digest, $0) }) { $1 }
    }
}

/// A classifier that gave no answer: it failed, and of the text nothing is known.
public struct ContentClassifierError: Error, Equatable, CustomStringConvertible {
    public var reason: String
    /// The text it was asked about.
    public var text: String

    public var description: String { "\(reason) (asked about '\(text.prefix(60).replacing("\n", with: "⏎"))')" }
}
