import Crypto
import Foundation
import Testing
import Torch

/// A run that was stopped, however rudely, ends with the bits of one that was not. `scripts/kill-resume` does it 30 times.
struct ResumeTests {
    private let arguments = [
        "train", "one-shot", "--recipe", "recipe.yaml", "--set", "training.max_steps=30", "--set", "training.save_total_limit=2",
    ]

    private func hash(_ workshop: Workshop, _ run: String) throws -> String {
        let file = workshop.folder.appendingPathComponent("runs/\(run)/latest/model/model.safetensors")
        return SHA256.hash(data: try Data(contentsOf: file)).map { String(format: "%02x", $0) }.joined()
    }

    private func steps(_ workshop: Workshop, _ run: String) throws -> Int {
        try String(contentsOf: workshop.folder.appendingPathComponent("runs/\(run)/metrics.jsonl"), encoding: .utf8)
            .split(separator: "\n").count
    }

    @Test func `killed at three random moments`() async throws {
        let workshop = try await Workshop()
        let started = ContinuousClock.now
        #expect(try workshop.run(arguments + ["--name", "straight"]).code == 0)
        let whole = started.duration(to: .now) / .seconds(1)
        var kills = 0
        for _ in 0..<3 {
            let moment = Double.random(in: 0.1...0.8) * whole
            let command = try Command(arguments + ["--name", "killed", "--resume", "auto"], in: workshop.folder)
            usleep(UInt32(moment * 1e6))
            if command.process.isRunning {
                kill(command.process.processIdentifier, SIGKILL)
                kills += 1
            }
            _ = try command.wait()
            let listed = try workshop.run(["runs", "ls"])
            #expect(listed.code == 0 && !listed.complaint.contains("error:"), "after \(moment) s: \(listed.complaint)")
        }
        #expect(kills > 0)
        let last = try workshop.run(arguments + ["--name", "killed", "--resume", "auto"])
        #expect(last.code == 0, "\(last.complaint)")
        #expect(try hash(workshop, "killed") == hash(workshop, "straight"))
        #expect(try steps(workshop, "killed") == 30 && steps(workshop, "straight") == 30)
    }

    @Test func `stopped by a signal, with a checkpoint`() async throws {
        let workshop = try await Workshop()
        #expect(try workshop.run(arguments + ["--name", "straight"]).code == 0)
        // On a busy machine a run may be over before the signal is out; then another is tried.
        for attempt in 1...5 {
            let name = "stopped-\(attempt)"
            let command = try Command(arguments + ["--name", name], in: workshop.folder)
            while !workshop.exists("runs/\(name)/latest/state.json"), command.process.isRunning { usleep(5000) }
            command.process.interrupt()
            let outcome = try command.wait()
            if outcome.code == 0 { continue }
            #expect(outcome.code == 130, "\(outcome.complaint)")
            #expect(try hash(workshop, name) != hash(workshop, "straight"))
            #expect(try steps(workshop, name) < 30)
            #expect(try workshop.run(arguments + ["--name", name, "--resume", "auto"]).code == 0)
            #expect(try hash(workshop, name) == hash(workshop, "straight"))
            return
        }
        Issue.record("five runs ended before a signal reached them")
    }

    @Test func `another seed is another run`() async throws {
        let workshop = try await Workshop()
        #expect(try workshop.train(["--name", "a"]).code == 0)
        #expect(try workshop.train(["--name", "b"]).code == 0)
        #expect(try workshop.train(["--name", "c", "--set", "seed=4"]).code == 0)
        #expect(try hash(workshop, "a") == hash(workshop, "b"))
        #expect(try hash(workshop, "a") != hash(workshop, "c"))
    }
}
