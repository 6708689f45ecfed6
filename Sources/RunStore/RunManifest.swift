public import Foundation

/// How a run stands. `interrupted` is never written: it is a `running` run that no process holds.
public enum RunStatus: String, Sendable, Codable, CaseIterable {
    case running
    case finished
    /// Stopped by a person or a monitor, with a checkpoint.
    case stopped
    case failed
    case interrupted
}

/// `run.json`: what this run is, on what it ran, and from what it was made.
public struct RunManifest: Sendable, Codable, Hashable {
    /// A twin with a deliberately uninformative reward: its name and its run, a sibling folder.
    public struct Control: Sendable, Codable, Hashable {
        public var name: String
        public var run: String

        public init(name: String, run: String) {
            self.name = name
            self.run = run
        }
    }

    public struct Host: Sendable, Codable, Hashable {
        public var cores: Int
        public var memoryBytes: UInt64
        public var system: String

        enum CodingKeys: String, CodingKey {
            case cores
            case memoryBytes = "memory_bytes"
            case system
        }

        public init(cores: Int, memoryBytes: UInt64, system: String) {
            self.cores = cores
            self.memoryBytes = memoryBytes
            self.system = system
        }

        public static var current: Host {
            let process = ProcessInfo.processInfo
            return Host(
                cores: process.activeProcessorCount, memoryBytes: process.physicalMemory,
                system: process.operatingSystemVersionString)
        }
    }

    public static let knownFormat = 1

    public var format = knownFormat
    public var name: String
    public var method: String
    public var status = RunStatus.running
    /// The last error, if it failed.
    public var problem: String?
    public var created: Date
    public var updated: Date
    /// What the report says the figures are worth, such as `seed-scale`.
    public var scale: String?
    public var controls: [Control] = []
    /// The run this one is a control of.
    public var controlOf: String?
    public var seeds: [String: UInt64] = [:]
    public var versions: [String: String] = [:]
    /// SHA-256 of each data file and of the model's weights, by name.
    public var dataHashes: [String: String] = [:]
    public var host: Host
    public var device: String?
    public var gitDescribe: String?

    enum CodingKeys: String, CodingKey {
        case format, name, method, status, problem, created, updated, scale, controls
        case controlOf = "control_of"
        case seeds, versions
        case dataHashes = "data_hashes"
        case host, device
        case gitDescribe = "git_describe"
    }

    public init(name: String, method: String, created: Date = Date(), host: Host = .current) {
        self.name = name
        self.method = method
        // ISO 8601 keeps whole seconds; the value read back shall equal the one written.
        self.created = Date(timeIntervalSince1970: created.timeIntervalSince1970.rounded(.down))
        updated = self.created
        self.host = host
    }
}
