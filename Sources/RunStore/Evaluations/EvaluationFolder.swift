public import Foundation

/// `evals/<name>/`: one evaluation on disk.
///
///     evaluation.json         what it measures (``EvaluationIdentity``)
///     evaluation.sqlite       every completion with its verdict (``EvaluationStore``)
///     results.json            the figures, in the shape of lm-evaluation-harness
///     samples_<suite>.jsonl   the completions, in the same shape
public struct EvaluationFolder: Sendable {
    public let url: URL
    public let identity: EvaluationIdentity
    public let store: EvaluationStore
    private let lock: RunLock?

    /// Makes the folder, or goes on with the one that is there.
    ///
    /// - Parameter mayContinue: whether a folder that holds this very evaluation may be continued.
    /// - Throws: `RunStoreError.evaluationDiffers` where the folder holds another one, `evaluationExists` where it may not be
    ///   continued, `runInUse` where another process is at it.
    public init(_ url: URL, identity: EvaluationIdentity, mayContinue: Bool) throws(RunStoreError) {
        self.url = url.standardizedFileURL
        try DurableFiles.createDirectory(self.url)
        lock = try RunLock(self.url.appendingPathComponent("lock"), of: self.url)
        let file = Self.identityFile(of: self.url)
        if DurableFiles.exists(file) {
            let stored = try Self.identity(at: file)
            if let difference = identity.difference(from: stored) { throw .evaluationDiffers(path: self.url.path, what: difference) }
            guard mayContinue else { throw .evaluationExists(path: self.url.path) }
            self.identity = stored
        } else {
            let other = try DurableFiles.names(in: self.url).first { $0 != "lock" && !$0.hasPrefix(".evaluation.json") }
            if let other { throw .notAnEvaluation(path: self.url.path, holds: other) }
            try DurableFiles.write(StoredJSON.document(identity), to: file)
            self.identity = identity
        }
        store = try EvaluationStore(self.url.appendingPathComponent("evaluation.sqlite"))
    }

    /// Opens an evaluation to read it; one that is under way is read as far as it has come.
    public init(reading url: URL) throws(RunStoreError) {
        self.url = url.standardizedFileURL
        let file = Self.identityFile(of: self.url)
        guard DurableFiles.exists(file) else { throw .notAnEvaluation(path: self.url.path, holds: nil) }
        identity = try Self.identity(at: file)
        store = try EvaluationStore(reading: self.url.appendingPathComponent("evaluation.sqlite"))
        lock = nil
    }

    /// Writes a file of results, whole or not at all.
    public func write(_ data: Data, as name: String) throws(RunStoreError) {
        try DurableFiles.write(data, to: url.appendingPathComponent(name))
    }

    private static func identityFile(of url: URL) -> URL { url.appendingPathComponent("evaluation.json") }

    private static func identity(at file: URL) throws(RunStoreError) -> EvaluationIdentity {
        try StoredJSON.decode(EvaluationIdentity.self, from: try DurableFiles.read(file), at: file.path)
    }
}
