import Environments
public import Experience
import Evaluation
public import Foundation
public import Recipes

/// The training examples and held-out problems that a recipe names.
public struct TrainingData: Sendable {
    public var train: [Problem]
    public var heldOut: [Problem]
    /// Files read, for the manifest's hashes.
    public var files: [URL]

    /// - Parameter folder: where relative paths start.
    /// - Throws: `DatasetError`, `TrainingError.badData`.
    public init(_ settings: DataSettings, evaluation: EvaluationSettings, folder: URL) throws {
        var files: [URL] = []
        let seedWorld = SeedWorld()
        func problems(of place: String, heldOut: Bool) throws -> [Problem] {
            if let families = SeedFamily.named(place) {
                return heldOut
                    ? seedWorld.heldOutSet(perFamily: evaluation.items ?? 30, families: families) : seedWorld.pool(perFamily: 20, families: families)
            }
            let url = URL(fileURLWithPath: place, relativeTo: folder).standardizedFileURL
            files.append(url)
            return try DatasetReader.read(url, limit: heldOut ? evaluation.items : settings.limit)
        }
        let pool = try problems(of: settings.train, heldOut: false)
        var train = settings.example.isEmpty ? pool : []
        for reference in settings.example {
            switch reference {
            case .index(let index):
                guard index < pool.count else {
                    throw TrainingError.badData("data.example: row \(index) of \(settings.train), which has \(pool.count) rows (counted from 0)")
                }
                train.append(pool[index])
            case .id(let id):
                guard let problem = pool.first(where: { $0.id == id }) ?? seedWorld.problem(id: id) else {
                    throw TrainingError.badData("data.example: no problem of \(settings.train) has the id '\(id)'")
                }
                train.append(problem)
            }
        }
        let heldOut = try settings.heldout.map { try problems(of: $0, heldOut: true) } ?? []
        let overlap = contamination(train: train, heldOut: heldOut)
        guard overlap.isClean else {
            let pair = (overlap.exact + overlap.normalized)[0]
            throw TrainingError.badData(
                "training problem '\(pair.trainID)' is held-out problem '\(pair.heldOutID)' too; a gain on it would prove nothing. Remove it from data.heldout")
        }
        self.train = train
        self.heldOut = heldOut
        self.files = files
    }
}
