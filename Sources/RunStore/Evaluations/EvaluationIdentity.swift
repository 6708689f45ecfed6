/// What an evaluation measures, whole: its folder can be continued only by the same one.
public struct EvaluationIdentity: Sendable, Codable, Hashable {
    /// One suite of it.
    public struct Part: Sendable, Codable, Hashable {
        public var suite: String
        /// The protocol as JSON, departures and strategy included.
        public var protocolJSON: String
        /// Problems asked, and how many the whole published set has.
        public var items: Int
        public var publishedItems: Int?
        /// Where the problems came from: a file, or a generator.
        public var source: String
        /// SHA-256 of the file; `nil` for a generator.
        public var sourceHash: String?

        public init(suite: String, protocolJSON: String, items: Int, publishedItems: Int?, source: String, sourceHash: String?) {
            self.suite = suite
            self.protocolJSON = protocolJSON
            self.items = items
            self.publishedItems = publishedItems
            self.source = source
            self.sourceHash = sourceHash
        }

        enum CodingKeys: String, CodingKey {
            case suite, items, source
            case protocolJSON = "protocol"
            case publishedItems = "published_items"
            case sourceHash = "source_sha256"
        }
    }

    /// The model's folder as it was named, and SHA-256 over its files.
    public var model: String
    public var modelHash: String
    public var seed: UInt64
    /// Completions drawn at a time; other sizes draw other numbers.
    public var batch: Int
    public var device: String
    public var parts: [Part]
    public var versions: [String: String]

    public init(
        model: String, modelHash: String, seed: UInt64, batch: Int, device: String, parts: [Part], versions: [String: String]
    ) {
        self.model = model
        self.modelHash = modelHash
        self.seed = seed
        self.batch = batch
        self.device = device
        self.parts = parts
        self.versions = versions
    }

    enum CodingKeys: String, CodingKey {
        case model, seed, batch, device, versions
        case modelHash = "model_sha256"
        case parts = "suites"
    }

    /// The first thing that differs, for people; `nil` where the two measure the same. The place of the model and of
    /// the data may differ: their contents are compared.
    public func difference(from other: EvaluationIdentity) -> String? {
        if modelHash != other.modelHash { return "the model: \(other.model) then, \(model) now, with other contents" }
        if seed != other.seed { return "the seed: \(other.seed) then, \(seed) now" }
        if batch != other.batch { return "the batch: \(other.batch) then, \(batch) now" }
        if device != other.device { return "the device: \(other.device) then, \(device) now" }
        if versions != other.versions { return "the versions: \(Self.text(other.versions)) then, \(Self.text(versions)) now" }
        let (names, others) = (parts.map(\.suite), other.parts.map(\.suite))
        if names != others { return "the suites: \(others.joined(separator: ", ")) then, \(names.joined(separator: ", ")) now" }
        for (part, earlier) in zip(parts, other.parts) {
            if part.protocolJSON != earlier.protocolJSON { return "the protocol of \(part.suite)" }
            if part.sourceHash != earlier.sourceHash { return "the data of \(part.suite): \(part.source) has other contents" }
            if part.items != earlier.items { return "the number of items of \(part.suite): \(earlier.items) then, \(part.items) now" }
        }
        return nil
    }

    private static func text(_ versions: [String: String]) -> String {
        versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
