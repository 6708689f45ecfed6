import Foundation
import Testing
import Torch

/// Runs as a person starts them: with controls, on a disk that fills up, and with a checkpoint that is another model's.
struct RunTests {
    private func weights(_ workshop: Workshop, _ run: String) throws -> Data {
        try Data(contentsOf: workshop.folder.appendingPathComponent("runs/\(run)/latest/model/model.safetensors"))
    }

    @Test func `controls are twins of their own, and the report tells of them`() async throws {
        let workshop = try await Workshop()
        try workshop.write(#"{"question": "2 + 2 = ?", "answer": "4"}"# + "\n", to: "heldout.jsonl")
        let held = ["--set", "data.heldout=heldout.jsonl", "--set", "evaluation.max_completion_length=12"]
        let outcome = try workshop.train(["--name", "main", "--controls", "random,format,wrong-label"] + held)
        #expect(outcome.code == 0, "\(outcome.complaint)")
        for control in ["random", "format", "wrong-label"] {
            let twin = "main-control-\(control)"
            #expect(workshop.exists("runs/\(twin)/latest/model/model.safetensors"), "\(twin)")
            #expect(outcome.output.contains(control), "\(outcome.output)")
        }
        // The recipe's own reward is random too: the same run, and the others differ from it where they learn anything.
        #expect(try weights(workshop, "main") == weights(workshop, "main-control-random"))
        #expect(try weights(workshop, "main") != weights(workshop, "main-control-format"))
        let report = try String(contentsOf: workshop.folder.appendingPathComponent("runs/main/report.html"), encoding: .utf8)
        #expect(report.contains("wrong-label") && report.contains("format"))
        let unknown = try workshop.train(["--controls", "placebo"])
        #expect(unknown.code == 65 && unknown.complaint.contains("placebo"), "\(unknown.complaint)")
    }

    @Test func `a disk that fills up stops the run, and nothing is lost`() async throws {
        let workshop = try await Workshop()
        let arguments = ["train", "one-shot", "--recipe", "recipe.yaml", "--set", "training.max_steps=6", "--set", "training.save_steps=1"]
        #expect(try workshop.run(arguments + ["--name", "straight"]).code == 0)
        // A write past the limit fails part-way, as on a full disk: below the size of the optimizer's file, above the model's.
        let optimizer = workshop.folder.appendingPathComponent("runs/straight/latest/optimizer.safetensors")
        let size = try #require(try FileManager.default.attributesOfItem(atPath: optimizer.path)[.size] as? Int)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", "trap '' XFSZ; ulimit -f \((size - 512) / 1024); exec \"$0\" \"$@\"", Command.binary.path] + arguments + ["--name", "full"]
        shell.currentDirectoryURL = workshop.folder
        let complaints = Pipe()
        shell.standardError = complaints
        shell.standardOutput = FileHandle.nullDevice
        try shell.run()
        let text = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 65, "\(text)")
        #expect(text.contains("ulimit -f") && text.contains("runs/full"), "\(text)")
        let listed = try workshop.run(["runs", "ls"])
        #expect(listed.code == 0 && !listed.complaint.contains("error:"), "\(listed.complaint)")
        let resumed = try workshop.run(arguments + ["--name", "full", "--resume", "auto"])
        #expect(resumed.code == 0, "\(resumed.complaint)")
        #expect(try weights(workshop, "full") == weights(workshop, "straight"))
    }

    @Test func `a checkpoint of another model`() async throws {
        let workshop = try await Workshop()
        let arguments = ["train", "one-shot", "--recipe", "recipe.yaml", "--name", "run", "--set", "training.max_steps=9000"]
        let command = try Command(arguments, in: workshop.folder)
        while !workshop.exists("runs/run/latest/state.json"), command.process.isRunning { usleep(20_000) }
        command.process.terminate()
        #expect(try command.wait().code == 143)
        let other = try await Workshop(seed: 6)
        for name in ["model.safetensors", "config.json"] {
            let place = workshop.folder.appendingPathComponent("model/" + name)
            try FileManager.default.removeItem(at: place)
            try FileManager.default.copyItem(at: other.folder.appendingPathComponent("model/" + name), to: place)
        }
        let resumed = try workshop.run(arguments + ["--resume", "auto"])
        #expect(resumed.code == 65, "\(resumed.complaint)")
        #expect(resumed.complaint.contains("runs/run") && resumed.complaint.contains("model"), "\(resumed.complaint)")
    }
}
