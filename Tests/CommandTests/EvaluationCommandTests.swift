import Foundation
import Testing
import Torch

struct EvaluationCommandTests {
    private func workshop(items: Int = 40) async throws -> Workshop {
        let workshop = try await Workshop()
        let lines = (0..<items).map { #"{"question": "\#($0) + 1 = ?", "answer": "\#($0 + 1)", "id": "item-\#($0)"}"# }
        try workshop.write(lines.joined(separator: "\n") + "\n", to: "items.jsonl")
        return workshop
    }

    private let sampled = [
        "eval", "--model", "model", "--suite", "items.jsonl", "--template", "raw", "--samples", "3", "--temperature", "1", "--max-tokens", "24",
        "--batch", "6", "--device", "cpu",
    ]

    private func text(_ workshop: Workshop, _ name: String) throws -> String {
        try String(contentsOf: workshop.folder.appendingPathComponent(name), encoding: .utf8)
    }

    private func results(_ workshop: Workshop, _ folder: String) throws -> [String: Any] {
        let data = Data(try text(workshop, folder + "/results.json").utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `killed, gone on with, the same records`() async throws {
        let workshop = try await workshop()
        let started = ContinuousClock.now
        #expect(try workshop.run(sampled + ["--output", "straight"]).code == 0)
        let whole = started.duration(to: .now) / .seconds(1)
        var kills = 0
        for share in [0.35, 0.5, 0.65] {
            let command = try Command(sampled + ["--output", "killed"], in: workshop.folder)
            usleep(UInt32(share * whole * 1e6))
            if command.process.isRunning {
                kill(command.process.processIdentifier, SIGKILL)
                kills += 1
            }
            _ = try command.wait()
        }
        #expect(kills > 0)
        let last = try workshop.run(sampled + ["--output", "killed"])
        #expect(last.code == 0, "\(last.complaint)")
        #expect(try text(workshop, "killed/samples_items.jsonl") == text(workshop, "straight/samples_items.jsonl"))
        #expect(try text(workshop, "straight/samples_items.jsonl").split(separator: "\n").count == 40)
        let (a, b) = (try results(workshop, "killed")["results"], try results(workshop, "straight")["results"])
        #expect(try #require(a as? NSDictionary) == #require(b as? NSDictionary))
    }

    @Test func `select ranks by the verifier that is named, and its failure is no answer`() async throws {
        let workshop = try await workshop(items: 3)
        let select = ["select", "--model", "model", "--pool", "items.jsonl", "--template", "raw", "--samples", "4", "--max-tokens", "8", "--json"]
        func means(_ verifier: String) throws -> [Double] {
            let outcome = try workshop.run(select + ["--verifier", verifier])
            #expect(outcome.code == 0, "\(outcome.complaint)")
            let lines = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
            return lines.compactMap { $0["mean"] as? Double }
        }
        #expect(try means("one-shot-maths") == [0, 0, 0])
        try workshop.write("def reward(completion, label):\n    return 1.0\n", to: "always.py")
        #expect(try means("always.py") == [1, 1, 1])
        let broken = [
            "crashes.py": "import os\nos._exit(3)\n", "rubbish.py": "print('fine')\n", "raises.py": "def reward(completion):\n    raise KeyError('x')\n",
        ]
        for (name, source) in broken {
            try workshop.write(source, to: name)
            let outcome = try workshop.run(select + ["--verifier", name])
            #expect(outcome.code == 4, "\(name): \(outcome.complaint)")
            #expect(outcome.complaint.contains("the verifier '\(name)' failed on every answer to 'item-0'"), "\(outcome.complaint)")
            #expect(outcome.output.isEmpty)
        }
        // One that fails on some answers: the ranking stands on the others, and the code says that they are not all.
        try workshop.write(
            "import hashlib\ndef reward(completion):\n    return 1 // (hashlib.md5(completion.encode()).digest()[0] % 4)\n", to: "often.py")
        let often = try workshop.run(select + ["--samples", "16", "--verifier", "often.py"])
        #expect(often.code == 4 && often.complaint.contains("answers could not be judged"), "\(often.complaint)")
        #expect(try JSONSerialization.jsonObject(with: Data(often.output.utf8)) as? [[String: Any]] != nil)
        let unsafe = try workshop.run(select + ["--verifier", "always.py", "--sandbox", "unsafe"])
        #expect(unsafe.code == 0 && unsafe.complaint.contains("--sandbox unsafe"), "\(unsafe.complaint)")
        let unknown = try workshop.run(select + ["--verifier", "nope"])
        #expect(unknown.code == 65 && unknown.complaint.contains("no verifier is called 'nope'"), "\(unknown.complaint)")
    }

    @Test func `the same command goes on by itself, another one is refused`() async throws {
        let workshop = try await workshop(items: 4)
        #expect(try workshop.run(sampled).code == 0)
        #expect(try workshop.run(sampled).code == 0)
        let folders = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.appendingPathComponent("evals").path)
        #expect(folders.count == 1 && folders[0].hasPrefix("model_items_"))
        let never = try workshop.run(sampled + ["--resume", "never"])
        #expect(never.code == 65 && never.complaint.contains("already holds this evaluation"), "\(never.complaint)")
        let other = try workshop.run(sampled + ["--output", "evals/" + folders[0], "--seed", "1"])
        #expect(other.code == 65 && other.complaint.contains("the seed: 0 then, 1 now"), "\(other.complaint)")
        try workshop.write("x", to: "evals/" + folders[0] + "/../stray")
        let stray = try workshop.run(sampled + ["--output", "evals"])
        #expect(stray.code == 65 && stray.complaint.contains("is not an evaluation"), "\(stray.complaint)")
    }

    @Test func `two models compared item by item`() async throws {
        let workshop = try await workshop(items: 8)
        #expect(try workshop.run(sampled + ["--output", "a", "--verifier", "random"]).code == 0)
        #expect(try workshop.train(["--name", "tuned", "--set", "training.max_steps=2"]).code == 0)
        let tuned = sampled.map { $0 == "model" ? "runs/tuned/latest/model" : $0 }
        #expect(try workshop.run(tuned + ["--output", "b", "--verifier", "random"]).code == 0)
        let outcome = try workshop.run(["compare", "a", "b", "--json"])
        #expect(outcome.code == 0, "\(outcome.complaint)")
        let comparison = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let line = try #require((comparison["lines"] as? [[String: Any]])?.first)
        #expect(line["items"] as? Int == 8 && line["suite"] as? String == "items")
        #expect(try workshop.run(sampled + ["--output", "c", "--verifier", "random", "--max-tokens", "12"]).code == 0)
        let refused = try workshop.run(["compare", "a", "c"])
        #expect(refused.code == 65 && refused.complaint.contains("the longest completion"), "\(refused.complaint)")
        #expect(try workshop.run(["compare", "a", "c", "--any-protocol"]).code == 0)
        #expect(try workshop.run(["compare", "a", "nowhere"]).code == 65)
    }

    @Test func `a run's rollouts judged again`() async throws {
        let workshop = try await Workshop()
        #expect(try workshop.train(["--name", "r"]).code == 0)
        let before = try Data(contentsOf: workshop.folder.appendingPathComponent("runs/r/rollouts.sqlite"))
        let outcome = try workshop.run(["runs", "regrade", "r", "--verifier", "length", "--json"])
        #expect(outcome.code == 0, "\(outcome.complaint)")
        let regrading = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        // 3 steps of 2 groups of 4.
        #expect(regrading["rollouts"] as? Int == 24)
        #expect((regrading["verdicts"] as? [String: Int])?.values.reduce(0, +) == 24)
        #expect(try Data(contentsOf: workshop.folder.appendingPathComponent("runs/r/rollouts.sqlite")) == before)
        let unknown = try workshop.run(["runs", "regrade", "r", "--verifier", "mahts"])
        #expect(unknown.code == 65 && unknown.complaint.contains("no verifier is called 'mahts'"))
    }

    @Test func `bad input`() async throws {
        let workshop = try await workshop(items: 2)
        try workshop.write(#"{"problem": "1+1", "unique_id": "a"}"# + "\n", to: "math500.jsonl")
        try workshop.write(#"{"task_id": "HumanEval/0", "prompt": "def f():\n"}"# + "\n", to: "humaneval.jsonl")
        try workshop.write("{\"question\": \"1 + 1\", \"answer\": \"#### \"}" + "\n", to: "gsm8k.jsonl")
        func refused(_ more: [String], code: Int32, _ texts: String...) throws {
            let outcome = try workshop.run(["eval", "--model", "model", "--data", "."] + more)
            #expect(outcome.code == code, "\(more): \(outcome.complaint)")
            for text in texts { #expect(outcome.complaint.contains(text), "\(more): \(outcome.complaint)") }
        }
        try refused(["--suite", "maht500"], code: 65, "maht500 is no suite", "did you mean math500")
        try refused(["--suite", "aime2024"], code: 65, "no file for aime2024", "aime2024.jsonl", "--data")
        try refused(["--suite", "math500"], code: 65, "math500.jsonl:1", "answer")
        try refused(["--suite", "humaneval"], code: 65, "humaneval.jsonl:1", "entry_point")
        try refused(["--suite", "gsm8k"], code: 65, "gsm8k.jsonl:1", "must not be empty")
        try workshop.write(#"{"problem": "1+1", "unique_id": "a", "answer": "2"}"# + "\n", to: "math500.jsonl")
        try refused(["--suite", "math500"], code: 65, "no chat template", "--template raw")
        try refused(["--suite", "items.jsonl", "--samples", "3"], code: 65, "3 samples at temperature 0")
        try refused(["--suite", "items.jsonl", "--samples", "0"], code: 64, "--samples 0")
        try refused(["--suite", "items.jsonl", "--pass-at", "one"], code: 64, "--pass-at 'one'")
        try refused(["--suite", "items.jsonl", "--verifier", "nowhere.py"], code: 65, "nowhere.py")
        try refused(["--suite", "items.jsonl", "--strategy", "oracle"], code: 65, "'oracle'", "self-refine")
        try refused(["--suite", "items.jsonl,items.jsonl"], code: 64, "two suites are called 'items'")
        #expect(!workshop.exists("evals"))
    }
}
