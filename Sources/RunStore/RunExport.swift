public import Foundation

/// What a person hands on of a run: plain files that need no database and no autodidact.
///
/// `recipe.yaml`, `recipe.resolved.yaml`, `run.json`, `metrics.jsonl`, `rollouts.jsonl`,
/// `evaluations.jsonl`, `report.html` if there is one, and the contents of the newest whole checkpoint's
/// `model/`, which loads in transformers.
public enum RunExport {
    /// - Parameter destination: a folder that does not exist; it appears whole or not at all.
    public static func write(_ run: RunReader, to destination: URL) throws(RunStoreError) {
        let destination = destination.standardizedFileURL
        guard !DurableFiles.exists(destination) else { throw .destinationExists(path: destination.path) }
        let draft = destination.deletingLastPathComponent()
            .appendingPathComponent(".exporting-\(getpid())-\(destination.lastPathComponent)", isDirectory: true)
        try DurableFiles.createDirectory(draft)
        do throws(RunStoreError) {
            try fill(draft, from: run)
            try DurableFiles.rename(draft, to: destination)
        } catch {
            try DurableFiles.removeTree(draft)
            throw error
        }
    }

    private static func fill(_ draft: URL, from run: RunReader) throws(RunStoreError) {
        let directory = run.directory
        for file in [
            directory.recipe, directory.resolvedRecipe, directory.manifestFile, directory.metrics, directory.report,
        ]
        where DurableFiles.exists(file) {
            try copy(file, to: draft.appendingPathComponent(file.lastPathComponent))
        }
        if let database = run.database {
            try writeRollouts(of: database, to: draft.appendingPathComponent("rollouts.jsonl"))
            try writeEvaluations(of: run, to: draft.appendingPathComponent("evaluations.jsonl"))
        }
        if let checkpoint = try run.checkpoints.latestValid().checkpoint {
            let model = checkpoint.url.appendingPathComponent("model", isDirectory: true)
            if DurableFiles.isDirectory(model) { try copy(model, to: draft.appendingPathComponent("model")) }
        }
    }

    private static func writeRollouts(of database: RunDatabase, to url: URL) throws(RunStoreError) {
        let file = try AppendFile(url)
        var query = RolloutQuery(limit: 500)
        while true {
            let rows = try database.rollouts(query)
            guard !rows.isEmpty else { return }
            for row in rows { try file.append(StoredJSON.line(row) + Data("\n".utf8)) }
            query.offset += rows.count
        }
    }

    private static func writeEvaluations(of run: RunReader, to url: URL) throws(RunStoreError) {
        struct Line: Encodable {
            var evaluation: String
            var step: Int
            var row: EvaluationRow
        }
        let file = try AppendFile(url)
        for evaluation in try run.evaluations() {
            for row in try run.evaluation(evaluation.name) {
                let line = Line(evaluation: evaluation.name, step: evaluation.step, row: row)
                try file.append(StoredJSON.line(line) + Data("\n".utf8))
            }
        }
    }

    private static func copy(_ source: URL, to destination: URL) throws(RunStoreError) {
        do {
            try FileManager.default.copyItem(at: source, to: destination)
        } catch {
            throw .file(
                operation: "copy \(source.lastPathComponent) to", path: destination.path,
                code: DurableFiles.code(of: error))
        }
    }
}
