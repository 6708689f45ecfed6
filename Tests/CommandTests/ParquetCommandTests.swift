import Foundation
import TestSupport
import Testing

/// Parquet wherever a command reads problems or completions.
@Suite(
    .enabled(
        if: FileManager.default.fileExists(atPath: Checkout.root.appending(path: ".deps/parquet/pyarrow").path) && IsolationAvailability.isThere,
        "pyarrow is not in .deps; run scripts/setup"))
struct ParquetCommandTests {
    private func workshop(_ names: String...) async throws -> Workshop {
        let workshop = try await Workshop()
        for name in names {
            try FileManager.default.copyItem(
                at: Checkout.fixtures.appending(path: "parquet/\(name).parquet"), to: workshop.folder.appendingPathComponent("\(name).parquet"))
        }
        return workshop
    }

    private let installed = ["AUTODIDACT_PYARROW": Checkout.root.appending(path: ".deps/parquet").path]

    private func run(_ workshop: Workshop, _ arguments: [String], _ environment: [String: String] = [:]) throws -> Command.Outcome {
        try Command.run(arguments, in: workshop.folder, environment: installed.merging(environment) { $1 })
    }

    @Test func `select, eval, verify and train read it`() async throws {
        let workshop = try await workshop("verl", "scored")
        let select = try run(workshop, ["select", "--model", "model", "--pool", "verl.parquet", "--template", "raw", "--samples", "2", "--max-tokens", "4", "--json"])
        #expect(select.code == 0, "\(select.complaint)")
        let lines = try #require(try JSONSerialization.jsonObject(with: Data(select.output.utf8)) as? [[String: Any]])
        #expect(Set(lines.compactMap { $0["label"] as? String }) == ["2", "7"])

        let eval = try run(
            workshop, ["eval", "--model", "model", "--suite", "verl.parquet", "--template", "raw", "--max-tokens", "4", "--output", "out", "--json"])
        #expect(eval.code == 0, "\(eval.complaint)")
        let samples = try String(contentsOf: workshop.folder.appendingPathComponent("out/samples_verl.jsonl"), encoding: .utf8)
        #expect(samples.split(separator: "\n").count == 2)

        let verify = try run(workshop, ["verify", "try", "--verifier", "maths", "scored.parquet", "--json"])
        #expect(verify.code == 0, "\(verify.complaint)")
        #expect(verify.output.contains("\"correct\"") && verify.output.contains("\"incorrect\""))
        let audit = try run(workshop, ["verify", "audit", "scored.parquet", "--grader", "native", "--json"])
        #expect(audit.code == 0 && audit.output.contains("\"rows\" : 2"), "\(audit.complaint) \(audit.output)")

        try workshop.write(Workshop.recipe.replacingOccurrences(of: "train: train.jsonl", with: "train: verl.parquet"), to: "recipe.yaml")
        let train = try run(workshop, ["train", "one-shot", "--recipe", "recipe.yaml"])
        #expect(train.code == 0, "\(train.complaint)")
    }

    @Test func `what cannot be read, and what is missing`() async throws {
        let workshop = try await workshop("verl", "not-utf8")
        try workshop.write("PAR1 but not really PAR1", to: "damaged.parquet")
        try workshop.write("{}", to: "text.parquet")
        for (name, reason) in [("damaged", "damaged or encrypted"), ("text", "it is not Parquet"), ("not-utf8", "row 2, column question"), ("nowhere", "exist")] {
            for words in [
                ["select", "--model", "model", "--pool", "\(name).parquet"], ["eval", "--model", "model", "--suite", "\(name).parquet"],
                ["verify", "try", "--verifier", "maths", "\(name).parquet"],
            ] {
                let outcome = try run(workshop, words)
                #expect(outcome.code == 65 && outcome.complaint.contains("\(name).parquet: cannot be read: "), "\(words): \(outcome.code) \(outcome.complaint)")
                #expect(outcome.complaint.contains(reason), "\(words): \(outcome.complaint)")
            }
        }
        for (name, value, fix) in [
            ("AUTODIDACT_PYARROW", workshop.folder.path, "scripts/setup"), ("AUTODIDACT_PYTHON", "/nowhere/python3", "AUTODIDACT_PYTHON"),
            ("PATH", "/nowhere", "apt-get install bubblewrap"),
        ] {
            for words in [["select", "--model", "model", "--pool", "verl.parquet"], ["verify", "try", "--verifier", "maths", "verl.parquet"]] {
                let outcome = try run(workshop, words, [name: value])
                #expect(outcome.code == 69, "\(name) \(words): \(outcome.code) \(outcome.complaint)")
                #expect(outcome.complaint.contains("verl.parquet: cannot be read: ") && outcome.complaint.contains(fix), "\(outcome.complaint)")
            }
        }
    }
}
